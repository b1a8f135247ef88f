"""The porch: language, security headers, errors, health, base templates, static files.

It knows no word of the domain: rooms hang their own entries on the navigation.
"""

from flask import Flask

from consult.web.assets import init_assets
from consult.web.errors import init_errors
from consult.web.headers import init_headers
from consult.web.health import init_health
from consult.web.locale import init_locale
from consult.web.navigation import init_navigation


def init_web(app: Flask) -> None:
    init_locale(app)
    init_headers(app)
    init_assets(app)
    init_errors(app)
    init_health(app)
    init_navigation(app)
