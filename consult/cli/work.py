"""``consult work``: the runner alone, where another program or another host serves."""

import click
from flask_babel import gettext as _

from consult.app import create_runner
from consult.cli.house import furnished, the_app
from consult.cli.stopping import until_asked_to_stop

PATIENCE = 5  # seconds; work that takes longer is begun again by the next runner


@click.command()
@furnished
def work() -> None:
    """Make releases, mix answers and delete what is due, beside another server, until stopped.

    Several may run at once, on several hosts.

    Example: consult work
    """
    runner = create_runner(the_app())
    with until_asked_to_stop(runner.leave) as stop:
        runner.start()
        click.echo(_("Working. Ctrl-C or SIGTERM ends it."))
        while runner.is_alive() and not stop.asked:
            runner.join(1)
        runner.join(PATIENCE)
