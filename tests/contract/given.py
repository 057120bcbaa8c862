"""What every service is given and keeps: that it says it is up, and its document."""

from dirty_equals import IsStr


def stays(service, path):
    """Require that the process says it is up, and that the document it publishes has `path`."""
    because = "whoever starts the service waits for this answer, and whoever runs it looks here"
    service.get("/health", because=because).expect(200, json={"status": "ok"}, because=because)
    because = "the document is how clients learn what the service can do"
    document = service.get("/openapi.json", because=because).expect(200, json={"openapi": IsStr()}, because=because)
    if path not in document.json.get("paths", {}):
        document.unmet(f"a document with {path} among its paths", because=because)
