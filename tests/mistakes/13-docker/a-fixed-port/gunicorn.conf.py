# task 1: what is served, and where
wsgi_app = f"{os.environ['SERVICE']}.app:create_app()"
bind = "0.0.0.0:8000"  # not 127.0.0.1: that would be the container itself, and nobody else
worker_class = "gthread"
threads = 4
# end task 1
