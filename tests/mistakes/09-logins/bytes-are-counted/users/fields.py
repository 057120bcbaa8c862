        # task 1: what may be a password
        if not is_text(password, LONGEST) or len(password) < SHORTEST or len(password.encode()) > LONGEST:
            errors["password"] = f"Expected {SHORTEST} to {LONGEST} characters, and not only blanks."
        # end task 1
