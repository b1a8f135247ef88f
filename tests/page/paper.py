"""A questionnaire with every kind of answer, and what a browser would send from a page as it is."""

from base64 import b64encode
from hashlib import sha512
from html.parser import HTMLParser
from pathlib import Path

from consult.page.published import Published, helplines
from consult.questionnaire.reading import read_json, with_places
from consult.questionnaire.shipped import HELPLINES, TRUJILLO, shipped

# As long as a real one, and as hard to compress.
KEY = "VtT6|" + b64encode(b"\x04" + sha512(b"a point").digest()).decode()
CONTROLS = ("_id", "_version", "_lang", "_pad", "_end")


def every_kind() -> Published:
    return beside("every_kind.json")


def careful() -> Published:
    """Answers that must go with each other, and options for some only."""
    return beside("careful.json")


def beside(name: str) -> Published:
    questionnaire, faults = read_json(Path(__file__).with_name(name).read_bytes())
    assert questionnaire is not None, faults
    return Published("c-7k2m", 3, "open", with_places(questionnaire, TRUJILLO), LINES)


def neighbourhood() -> Published:
    questionnaire = with_places(shipped()["neighbourhood_safety"], TRUJILLO)
    return Published("c-7k2m", 1, "open", questionnaire, LINES, KEY)


LINES = helplines(HELPLINES)


class Paper(HTMLParser):
    """A page, read as far as the tests ask: its elements, its text and its form as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.sent: list[tuple[str, str]] = []
        self.text = ""
        self._select: list[tuple[str, bool]] = []
        self._textarea: str | None = None
        self.feed(html)

    @property
    def answers(self) -> dict[str, tuple[str, ...]]:
        """What it would send besides the controls; what is left empty counts as not sent."""
        found: dict[str, tuple[str, ...]] = {}
        for name, value in self.sent:
            if name not in CONTROLS and value:
                found[name] = (*found.get(name, ()), value)
        return found

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag == "input" and (
            given.get("type") not in ("radio", "checkbox") or "checked" in given
        ):
            self.sent.append((given["name"], given["value"]))
        elif tag == "option":
            self._select.append((given["value"], "selected" in given))
        elif tag == "textarea":
            self._textarea = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            name = self.all("select")[-1]["name"]
            chosen = [value for value, selected in self._select if selected]
            self.sent.append((name, chosen[0] if chosen else self._select[0][0]))
            self._select = []
        elif tag == "textarea":
            typed = (self._textarea or "").removeprefix("\n")
            self.sent.append((self.all("textarea")[-1]["name"], typed))
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._textarea += data
        self.text += data
