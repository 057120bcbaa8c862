"""How gunicorn serves in a container. It finds this file by itself, in the folder that it is started in."""

import os

wsgi_app = f"{os.environ['SERVICE']}.app:create_app()"
bind = f"0.0.0.0:{os.environ['PORT']}"  # not 127.0.0.1: that would be the container itself, and nobody else
worker_class = "gthread"
threads = 4

control_socket_disable = True  # it would be a file in the home that nobody has
worker_tmp_dir = "/dev/shm"  # memory, writable everywhere; for what tells that a worker is alive

graceful_timeout = 8  # seconds for requests under way; after ten the engine ends everything
