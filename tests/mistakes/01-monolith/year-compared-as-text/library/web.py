    # task 2: make an integer of the text, or refuse it
    if not text.isdigit():
        abort(400, f"{name}: expected an integer")
    return text
    # end task 2
