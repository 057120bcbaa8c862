# task 5: how long it waits at the end
keepalive = 2
# end task 5
