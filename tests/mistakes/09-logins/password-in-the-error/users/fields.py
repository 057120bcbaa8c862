        # task 1: what may be a password
        if not is_text(password, LONGEST) or len(password) < SHORTEST:
            errors["password"] = f"{password} is no password of {SHORTEST} to {LONGEST} characters."
        # end task 1
