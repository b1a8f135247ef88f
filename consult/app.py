"""``create_app``: the only place that knows every room."""

from collections.abc import Mapping

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from consult.accounts import init_accounts
from consult.config import LARGEST_UPLOAD, settings
from consult.db import init_db
from consult.keys import KeyRing
from consult.responses.intake import Intake
from consult.responses.views import responses
from consult.web import init_web


def create_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """Build the application from the environment; ``overrides`` are settings that win over it."""
    app = Flask("consult", static_folder=None)
    app.config.update(settings(overrides))
    ring = KeyRing(app.config["KEYS"])
    app.extensions["key_ring"] = ring
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or ring.ensure("secret").hex()
    app.config["TRUSTED_HOSTS"] = list(app.config["HOSTS"]) or None
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_UPLOAD
    init_db(app)
    init_web(app)
    init_accounts(app)
    app.extensions["intake"] = Intake(ring)
    app.register_blueprint(responses)
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    return app
