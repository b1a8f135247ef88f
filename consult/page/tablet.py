"""The same questionnaire on a tablet of the house, which goes from person to person."""

from collections.abc import Mapping

from consult.page.document import in_parts
from consult.page.headers import headers_with
from consult.page.published import Published
from consult.page.script import tablet_script_of
from consult.page.style import TABLET_STYLE
from consult.page.words import say
from consult.questionnaire.text import Language


def render(published: Published, language: Language, *, mark: str, home: str, address: str) -> str:
    """The whole document as HTML.

    ``mark`` tells the server that a tablet of the house sends; at the end of the day it leads to
    ``home``. ``address`` is where everybody finds the results.
    """
    language = published.questionnaire.shown_in(language)
    return say(
        language,
        "tablet",
        script=tablet_script_of(published.questionnaire),
        tablet_style=TABLET_STYLE,
        mark=mark,
        home=home,
        address=address,
        **in_parts(published, language),
    )


def headers(published: Published) -> Mapping[str, str]:
    return headers_with(tablet_script_of(published.questionnaire), TABLET_STYLE)
