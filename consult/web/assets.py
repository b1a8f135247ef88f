"""Style sheets and the like: named by their content, so that a browser keeps them for good."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, request
from flask_bootstrap import Bootstrap5

web = Blueprint(
    "web", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
)
_FOREVER = "public, max-age=31536000, immutable"


def init_assets(app: Flask) -> None:
    app.static_url_path = "/static"  # Bootstrap serves its own files below it
    Bootstrap5(app)
    app.register_blueprint(web)

    @app.url_defaults
    def name_by_content(endpoint: str, values: dict[str, Any]) -> None:
        if _is_static(endpoint) and "v" not in values:
            values["v"] = _hash(_folder(app, endpoint) / values["filename"])

    app.after_request(_keep)


def _keep(response: Response) -> Response:
    """Under its hash a file never changes; without one the browser asks again each time."""
    if request.endpoint and _is_static(request.endpoint) and response.status_code in (200, 304):
        response.headers["Cache-Control"] = _FOREVER if "v" in request.args else "no-cache"
    return response


def _is_static(endpoint: str) -> bool:
    return endpoint.endswith(".static")


def _folder(app: Flask, endpoint: str) -> Path:
    return Path(str(app.blueprints[endpoint.removesuffix(".static")].static_folder))


@cache
def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]
