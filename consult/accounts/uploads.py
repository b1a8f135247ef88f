"""Who may send a file: somebody who is signed in, to an address that takes one.

It is judged before anything of the file is kept, so by the cookie alone: that we signed it for
somebody not long ago. Everybody else sends forms, and those are small.
"""

from collections.abc import Callable

from flask import Blueprint, Flask, current_app, request, session

from consult.config import LARGEST_BODY, LARGEST_UPLOAD

Judge = Callable[[str, str], bool]


def init_uploads(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.extensions["uploads"] = set[str]()
    app.before_request(_make_room)


def take_files_at(blueprint: Blueprint, view: str) -> None:
    """Let an address of whichever app takes the blueprint in receive files."""
    endpoint = f"{blueprint.name}.{view}"
    blueprint.record_once(lambda state: state.app.extensions["uploads"].add(endpoint))


def judge(app: Flask) -> Judge:
    """For a server that knows the path and the cookies of a POST, and nothing else yet."""

    def may_send_a_file(path: str, cookies: str) -> bool:
        asked = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "HTTP_COOKIE": cookies}
        where = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
        with app.request_context(asked | where):
            return _may_send_a_file()

    return may_send_a_file


def _make_room() -> None:
    if _may_send_a_file():
        request.max_content_length = LARGEST_UPLOAD


def _may_send_a_file() -> bool:
    return request.endpoint in current_app.extensions["uploads"] and "_user_id" in session
