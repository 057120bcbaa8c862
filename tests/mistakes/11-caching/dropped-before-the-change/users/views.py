# task 4: what the cache has of a user
from users.me import forget

# end task 4
    # task 4: and the copies
    forget(user.id)
    save(user)
    # end task 4
    # task 4: and the copies
    forget(user.id)
    session().commit()
    # end task 4
