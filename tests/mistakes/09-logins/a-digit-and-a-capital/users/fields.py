        # task 1: what may be a password
        if not is_text(password, LONGEST) or len(password) < SHORTEST or not re.search(r"[A-Z].*[0-9]|[0-9].*[A-Z]", password):
            errors["password"] = f"Expected {SHORTEST} to {LONGEST} characters, a capital and a digit among them."
        # end task 1
