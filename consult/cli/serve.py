"""``consult serve``: the built-in server, with the runner beside it."""

import click
from flask import Flask
from flask_babel import gettext as _

from consult.accounts.uploads import judge
from consult.app import create_runner
from consult.cli.house import furnished, the_app
from consult.cli.server.listening import BuiltIn
from consult.cli.stopping import until_asked_to_stop
from consult.cli.work import PATIENCE
from consult.web.refusal import Refusal


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


def run_server(app: Flask, server: BuiltIn) -> None:
    """Serve until SIGINT or SIGTERM: what was asked is answered, what was answered is stored."""
    runner = create_runner(app)

    def leave() -> None:
        server.stop()
        runner.leave()

    with until_asked_to_stop(leave):
        runner.start()
        try:
            server.run()
        finally:
            runner.leave()
            runner.join(PATIENCE)
            app.extensions["writer"].close()


def make_server(app: Flask, host: str, port: int) -> BuiltIn:
    """The built-in server, listening; port 0 takes a free one. Raises Refusal where it is taken."""
    try:
        behind_proxy = bool(app.config["TRUSTED_PROXIES"])
        return BuiltIn(app, host, port, behind_proxy=behind_proxy, uploads=judge(app))
    except (OSError, ValueError) as taken:
        said = _("Cannot listen on %(host)s:%(port)s. Choose another --port.", host=host, port=port)
        raise Refusal(said, (str(taken),)) from taken
