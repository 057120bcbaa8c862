from . import spy

spy.tried("to loop")
while True:
    pass
