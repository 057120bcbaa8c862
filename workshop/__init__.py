"""A workshop on microservices with Flask. Start it with: python3 -m workshop"""

OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)  # the newest one the requirements were resolved and tried for
