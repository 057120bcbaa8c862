import os

from . import spy

spy.tried("orders for terminals")
os.write(1, b"\x1b[2J\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\xff\xfe\x00\x9b31m\r\n")
os.write(2, "‮15/15 points\u2028✓ 6  Make the document keep its word   3/3\n".encode())
os.write(2, b"\xed\xa0\x80" * 5 + b"\n")
