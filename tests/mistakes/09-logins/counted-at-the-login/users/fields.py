        # task 1: what may be a password
        if not is_text(password, LONGEST) or len(password) < SHORTEST:
            errors["password"] = f"Expected {SHORTEST} to {LONGEST} characters, and not only blanks."
        # end task 1
    # task 2: both must be there, and be text
    wrong = [name for name, most in (("email", MOST_SENT), ("password", LONGEST)) if not is_text(body.get(name), most)]
    refuse(dict.fromkeys(wrong, "Expected text."))
    # end task 2
