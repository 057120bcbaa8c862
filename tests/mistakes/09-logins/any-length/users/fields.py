        # task 1: what may be a password
        if not is_text(password, 10**6) or len(password) < SHORTEST:
            errors["password"] = f"Expected {SHORTEST} to {LONGEST} characters, and not only blanks."
        # end task 1
