from flask import Response

from . import spy

TEXT = '</script><script>alert(1)</script><img src=x onerror="alert(2)"> =HYPERLINK("x") \x1b]0;15/15\x07 {{7*7}}'
for _ in range(20):
    print(TEXT)
spy.at_the_docs(lambda: Response(f"<html>{TEXT} swagger.json</html>", 500))
spy.tried("scripts")
