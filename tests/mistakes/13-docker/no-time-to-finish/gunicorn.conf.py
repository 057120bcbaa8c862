# task 5: how long it waits at the end
graceful_timeout = 1  # seconds for requests under way; after ten the engine ends everything
# end task 5
