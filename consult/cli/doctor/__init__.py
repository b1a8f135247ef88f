"""``consult doctor``: what is unsafe or broken in this set-up, and how to mend it."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.core import ParameterSource
from flask_babel import gettext as _

from consult.cli.doctor.closed import nothing_at, why_closed, words_without_a_house
from consult.cli.doctor.examination import examine
from consult.cli.doctor.finding import Finding
from consult.cli.house import as_json, house
from consult.config import UnsafeSetting
from consult.keys import KeyMissing


class _Doctor(click.Command):
    """Has something to say even where the house cannot be opened."""

    def invoke(self, ctx: click.Context) -> None:
        instance, named = Path(ctx.params["instance"] or ""), ctx.get_parameter_source("instance")
        if named is ParameterSource.COMMANDLINE and not instance.exists():
            with words_without_a_house():
                _tell([nothing_at(instance)], ctx.params["as_json"])
        try:
            super().invoke(ctx)
        except (UnsafeSetting, KeyMissing, OSError) as closed:
            with words_without_a_house():
                _tell([why_closed(closed)], ctx.params["as_json"])


@click.command(cls=_Doctor)
@as_json
@house
def doctor(as_json: bool) -> None:
    """Say what is unsafe or broken here, and how to mend it; exit 1 if anything is.

    Example: consult doctor --json
    """
    _tell(list(examine()), as_json)


def _tell(findings: Sequence[Finding], as_json: bool) -> None:
    if as_json:
        told = {"ok": not findings, "findings": [finding.in_both for finding in findings]}
        click.echo(json.dumps(told, ensure_ascii=False))
    elif not findings:
        click.echo(_("Nothing is amiss."))
    else:
        for finding in findings:
            click.echo(finding.line, err=True)
    sys.exit(1 if findings else 0)
