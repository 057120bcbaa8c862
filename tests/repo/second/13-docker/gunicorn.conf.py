"""How gunicorn serves in a container. It finds this file by itself, in the folder that it is started in."""

# task 1: what is served, and where
# (which application, and at which address, the command in the Dockerfile says)
worker_class = "gthread"
workers = 2  # while one is replaced the other answers
threads = 4
# end task 1

# task 3: where it writes
errorlog = "-"  # standard error, beside the service's own log
accesslog = None
worker_tmp_dir = "/dev/shm"  # in memory, and there in any container
control_socket_disable = True
# end task 3

# task 5: how long it waits at the end
graceful_timeout = 7  # longer than a request may wait for the database (6), shorter than the engine does (10)
# end task 5
