"""The user service, put together."""

from flask import Flask

from chassis import cache, database, documents, health, logs, problems, request_ids, settings, tokens
from users import issuer, keys, logins, me, permissions, sign_in, views


def create_app() -> Flask:
    """The service, set up from the environment; it starts whatever state the database is in, and asks it nothing."""
    app = Flask(__name__)
    logs.init_app(app)
    request_ids.init_app(app)
    problems.init_app(app)
    database.init_app(app)
    documents.init_app(app)
    health.init_app(app)
    tokens.init_app(app, keys.public_key)
    permissions.init_app(app)
    issuer.init_app(app)
    logins.init_app(app)
    cache.init_app(app, making=settings.seconds("DB_TIMEOUT", "3"))
    app.register_blueprint(views.bp)
    app.register_blueprint(sign_in.bp)
    app.register_blueprint(me.bp)
    return app
