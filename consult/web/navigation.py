"""The ways on top of staff pages. Each room hangs its own entries on them."""

from dataclasses import dataclass

from flask import Blueprint, Flask, request
from flask_babel import LazyString


@dataclass(frozen=True, slots=True)
class Entry:
    """A word that leads to an endpoint. It is marked on every page of its blueprint.

    ``bar`` names where it hangs: the bar on top, its end, or the tabs of one object, whose
    addresses all take the same arguments. ``also`` are further blueprints that it stands for, and
    ``about`` says what the way is for, where a page has room for it.
    """

    endpoint: str
    label: LazyString
    bar: str = "top"
    also: tuple[str, ...] = ()
    about: LazyString | None = None

    @property
    def is_here(self) -> bool:
        return request.blueprint in (self.endpoint.partition(".")[0], *self.also)


def init_navigation(app: Flask) -> None:
    app.extensions["navigation"] = []
    app.add_template_global(lambda bar: entries(app, bar), "navigation")


def entries(app: Flask, bar: str) -> list[Entry]:
    """What hangs on one bar, in the order in which the rooms were built."""
    return [entry for entry in app.extensions["navigation"] if entry.bar == bar]


def hang_with(blueprint: Blueprint, entry: Entry) -> None:
    """Hang an entry in whichever app takes the blueprint in."""
    blueprint.record_once(lambda state: state.app.extensions["navigation"].append(entry))
