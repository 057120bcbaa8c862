from . import spy

spy.must_be_caged()
spy.tried("to print without end")
for _ in range(2_000_000):
    print("x" * 999)
