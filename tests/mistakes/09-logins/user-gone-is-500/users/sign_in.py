    # task 4: a token may outlive its user
    assert user is not None
    # end task 4
