# task 3: where it writes
pidfile = "/run/gunicorn.pid"
control_socket_disable = True  # it would be a file in the home that nobody has
worker_tmp_dir = "/dev/shm"  # memory, writable everywhere; for what tells that a worker is alive
# end task 3
