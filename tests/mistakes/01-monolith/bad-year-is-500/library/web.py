    # task 2: make an integer of the text, or refuse it
    return int(text)
    # end task 2
