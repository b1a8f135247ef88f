"""The bar on top of staff pages. Each room hangs its own entries on it."""

from dataclasses import dataclass

from flask import Blueprint, Flask, request
from flask_babel import LazyString


@dataclass(frozen=True, slots=True)
class Entry:
    """A word on the bar, the endpoint behind it, and the blueprint whose pages underline it."""

    endpoint: str
    label: LazyString
    at_end: bool = False

    @property
    def is_here(self) -> bool:
        return request.blueprint == self.endpoint.partition(".")[0]


def init_navigation(app: Flask) -> None:
    app.extensions["navigation"] = []
    app.jinja_env.globals["navigation"] = app.extensions["navigation"]


def hang(app: Flask, entry: Entry) -> None:
    """Put an entry on the bar, after those that hang there."""
    app.extensions["navigation"].append(entry)


def hang_with(blueprint: Blueprint, entry: Entry) -> None:
    """Put an entry on the bar of whichever app takes the blueprint in."""
    blueprint.record_once(lambda state: hang(state.app, entry))
