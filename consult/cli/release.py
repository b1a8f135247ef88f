"""``consult release``: create, audit, export."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _

from consult.accounts.audit import CONSOLE
from consult.cli.consultation import now, the
from consult.cli.house import as_json, furnished, language, progress
from consult.db import db, writing
from consult.releases import files
from consult.releases.freeze import begun, prepare, released, request_release
from consult.releases.rehearsal import rehearse_release
from consult.responses.mixing import mix_what_is_due
from consult.tables.attack import Interval, attack
from consult.tables.audit import prove
from consult.tables.catalogue import sentence
from consult.tables.history import prove_after
from consult.tables.release import Release
from consult.tables.request import Refused
from consult.web.locale import number
from consult.web.refusal import Refusal


@click.group()
def release() -> None:
    """Freeze numbered results, check their proof, write their files.

    Example: consult release create barrio
    """


@release.command()
@click.argument("slug")
@click.option("--by", default="", metavar="ROLES", help="For example district,sex,district*sex")
@click.option("--rehearse", is_flag=True, help="Write nothing; say what would be shown.")
@as_json
@furnished
def create(slug: str, by: str, rehearse: bool, as_json: bool) -> None:
    """Make the next results. They cannot be remade.

    Example: consult release create barrio --rehearse
    """
    breakdowns = [part.strip() for part in by.split(",") if part.strip()] or None
    ring = current_app.extensions["key_ring"]
    mix_what_is_due(ring, current_app.config["MIX_MINIMUM"])
    if rehearse:
        _rehearse(slug, breakdowns, as_json)
        return
    with writing() as session:
        consultation = the(session, slug)
        stored = begun(session, consultation) or request_release(
            session, CONSOLE, consultation, breakdowns, now()
        )
    with progress(_("Results")) as told:
        refused = prepare(ring, stored.id, told)
    if refused:
        raise Refusal(refused.get(language()))
    made = _("Results no. %(number)s are made.", number=stored.number)
    click.echo(json.dumps({"release": stored.number}) if as_json else made)


@release.command()
@click.argument("slug")
@click.argument("number", type=click.IntRange(1, 999_999))
@click.option("--attack", "attacked", is_flag=True, help="Also attack the published files.")
@as_json
@furnished
def audit(slug: str, number: int, attacked: bool, as_json: bool) -> None:
    """Check the proof of results, alone and beside those before; exit 1 if they promise too much.

    Example: consult release audit barrio 1 --attack
    """
    made = _made(slug, number)
    faults = prove(made)
    if made.before:
        faults += prove_after(made, _made(slug, made.before))
    intervals = _attacked(slug, number) if attacked else []
    narrower = [one for one in intervals if one.narrower]
    if as_json:
        report = {
            "proof": not faults,
            "attacked": attacked,
            "cells": len(intervals),
            "narrower": [asdict(one) for one in narrower],
        }
        click.echo(json.dumps(report, ensure_ascii=False))
    broken = [f"{f.where}: {sentence(f.code, f.params).get(language())}" for f in faults]
    broken += [_cell(one) for one in narrower]
    if broken:
        raise Refusal(_("These results say more than they promise."), tuple(broken))
    if not as_json:
        click.echo(_("The proof holds."))
    if attacked and not as_json:
        click.echo(
            _("%(count)s cells attacked, none narrower than promised.", count=len(intervals))
        )


def _rehearse(slug: str, by: list[str] | None, as_json: bool) -> None:
    ring, session = current_app.extensions["key_ring"], db.session()
    outcome = rehearse_release(ring, session, the(session, slug), by, now())
    if isinstance(outcome, Refused):
        raise Refusal(outcome.sentence.get(language()))
    if as_json:
        click.echo(json.dumps(asdict(outcome), ensure_ascii=False))
        return
    click.echo(_("%(people)s people or more.", people=number(outcome.people)))
    for cut in outcome.breakdowns:
        click.echo(cut.text.get(language()))
        for groups, meaning in (
            (cut.percents, _("with percentages")),
            (cut.counts_only, _("counts only")),
            (cut.hidden, _("not shown: fewer than 20")),
        ):
            if groups:
                names = "; ".join(group.text.get(language()) for group in groups)
                click.echo(f"  {meaning}: {names}")
    needs = _("The next results will need %(count)s new answers.", count=outcome.next_needs)
    click.echo(needs)


def _cell(one: Interval) -> str:
    """Where a cell stands: in one release, or in what it has more than an earlier one."""
    release = f"{one.since}..{one.release}" if one.since else f"{one.release}"
    return f"{release}: {one.question} {one.option} {one.by} {one.group}"


def _attacked(slug: str, number: int) -> list[Interval]:
    """Whoever has these results has those before too."""
    every = [_made(slug, one) for one in range(1, number + 1)]
    published = [
        (files.content(made, "tables.csv", "es"), files.content(made, "codebook.csv", "es"))
        for made in every
    ]
    with progress(_("Attack")) as told:
        return attack(published, progress=told)


@release.command()
@click.argument("slug")
@click.argument("number", type=click.IntRange(1, 999_999))
@click.option("--out", required=True, type=click.Path(file_okay=False), metavar="DIR")
@click.option("--lang", type=click.Choice(["es", "en"]), default="es", show_default=True)
@furnished
def export(slug: str, number: int, out: str, lang: str) -> None:
    """Write the files of results; twice the same bytes.

    Example: consult release export barrio 1 --out results
    """
    made, folder = _made(slug, number), Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    for name in files.FILES:
        (folder / name).write_bytes(files.content(made, name, "en" if lang == "en" else "es"))
        click.echo(folder / name)


def _made(slug: str, number: int) -> Release:
    made = released(db.session(), the(db.session(), slug), number)
    if made is None:
        raise Refusal(
            _("There are no results no. %(number)s of “%(slug)s”.", number=number, slug=slug)
        )
    return made
