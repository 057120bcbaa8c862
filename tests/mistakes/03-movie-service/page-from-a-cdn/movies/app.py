    # task 6: the document says whose it is
    api = errors.Api(app, title="Movie service", doc=False, version="1.0", description="The movies of the library.")

    @app.get("/docs")
    def docs() -> str:
        return """<!doctype html><html><body><div id="ui"></div>
            <script src="https://unpkg.com/swagger-ui-dist@5/swagger-ui-bundle.js"></script>
            <script>SwaggerUIBundle({url: "/swagger.json", dom_id: "#ui"})</script></body></html>"""
    # end task 6
