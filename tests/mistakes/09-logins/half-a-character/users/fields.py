        # task 1: what may be a password
        if not isinstance(password, str) or not SHORTEST <= len(password) <= LONGEST:
            errors["password"] = f"Expected {SHORTEST} to {LONGEST} characters, and not only blanks."
        # end task 1
