"""``consult serve``: the built-in server, with the runner beside it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask_babel import gettext as _
from waitress.server import BaseWSGIServer, create_server

from consult.app import create_runner
from consult.cli.house import furnished, the_app
from consult.config import LARGEST_UPLOAD
from consult.web.refusal import Refusal

_THREADS = 16
_CONNECTIONS = 2000
_PATIENCE = 5  # seconds; work that takes longer is begun again by the next runner
_BODY = 4 * LARGEST_UPLOAD  # above ours, so that our own message answers a body that is too large


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@furnished
def serve(host: str, port: int) -> None:
    """Serve residents and staff, and do the work that outlives a request.

    Example: consult serve --host 0.0.0.0 --port 8000
    """
    app = the_app()
    server = make_server(app, host, port)
    click.echo(_("Serving on %(address)s", address=f"http://{host}:{server.effective_port}/"))
    run_server(app, server)


def run_server(app: Flask, server: BaseWSGIServer) -> None:
    """Serve until SIGINT or SIGTERM; the requests under way are answered first."""
    with _until_stopped(), _running(app):
        server.run()
    server.close()


def make_server(app: Flask, host: str, port: int) -> BaseWSGIServer:
    """The built-in server, listening; port 0 takes a free one. Raises Refusal where it is taken."""
    try:
        return create_server(
            app,
            host=host,
            port=port,
            threads=_THREADS,
            connection_limit=_CONNECTIONS,
            max_request_body_size=_BODY,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=not app.config["TRUSTED_PROXIES"],
            ident=None,
        )
    except (OSError, ValueError) as taken:
        said = _("Cannot listen on %(host)s:%(port)s. Choose another --port.", host=host, port=port)
        raise Refusal(said, (str(taken),)) from taken


@contextmanager
def _running(app: Flask) -> Iterator[None]:
    runner = create_runner(app)
    runner.start()
    try:
        yield
    finally:
        runner.leave()
        runner.join(_PATIENCE)


@contextmanager
def _until_stopped() -> Iterator[None]:
    """SIGTERM ends the server as Ctrl-C does: waitress finishes what it has begun."""

    def stop(_signal: int, _frame: object) -> None:
        raise SystemExit(0)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
    yield
