# task 4: what the cache has of a user
from users.me import forget

# end task 4
    # task 4: and the copies
    save(user)
    # end task 4
    # task 4: and the copies
    session().commit()
    forget(user.id)
    # end task 4
