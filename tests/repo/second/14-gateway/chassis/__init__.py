"""What every service of the library has, whatever it does: the chassis on which it is built.

Each lesson has a copy of its own, because services are released one by one. It knows no service.
"""
