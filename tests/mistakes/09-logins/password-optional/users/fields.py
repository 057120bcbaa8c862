        # task 1: what may be a password
        if password is not None and (not is_text(password, LONGEST) or len(password) < SHORTEST):
            errors["password"] = f"Expected {SHORTEST} to {LONGEST} characters, and not only blanks."
        # end task 1
