"""``consult serve`` that mixes every other second instead of every minute, and tells how it went.

python -m tests.bench.restless serve --host H --port P
"""

import time

import click

from consult import app
from consult.cli import main
from consult.jobs.runner import Every
from tests.bench.residents import SLUG

SECONDS = 2


def mix_what_is_due(ring, minimum):
    start = time.perf_counter()
    mixed = _mix_what_is_due(ring, minimum)
    if mixed:
        click.echo(f"{SLUG} mixed {mixed} {time.perf_counter() - start:.4f}")
    return mixed


def often(seconds, chore, name=""):
    return Every(min(seconds, SECONDS), chore, name)


if __name__ == "__main__":
    _mix_what_is_due = app.mix_what_is_due
    app.mix_what_is_due, app.Every = mix_what_is_due, often
    main()
