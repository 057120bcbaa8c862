    # task 2: both must be there, and be text
    refuse({name: "Expected text." for name in ("email", "password") if not isinstance(body.get(name), str)})
    # end task 2
