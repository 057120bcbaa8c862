# task 4: what the cache has of a user
from chassis.cache import cache
from users.me import name_of

# end task 4
    # task 4: and the copies
    save(user)
    cache().valkey.delete(cache().prefix + name_of(str(user.id)))
    # end task 4
    # task 4: and the copies
    session().commit()
    cache().valkey.delete(cache().prefix + name_of(str(user.id)))
    # end task 4
