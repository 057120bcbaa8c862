# task 3: where it writes
worker_tmp_dir = "/dev/shm"  # memory, writable everywhere; for what tells that a worker is alive
# end task 3
