"""How gunicorn serves in a container. It finds this file by itself, in the folder that it is started in."""

import os

# task 1: what is served, and where
wsgi_app = f"{os.environ['SERVICE']}.app:create_app()"
bind = "127.0.0.1:5000"
# end task 1

# task 3: where it writes
accesslog = "access.log"
errorlog = "error.log"
# end task 3

# task 5: how long it waits at the end
graceful_timeout = 60
# end task 5
