"""The document as residents will have it, for whoever writes it: what it sends is stored nowhere."""

from collections.abc import Mapping

from consult.page.document import Given, in_parts
from consult.page.headers import headers_with
from consult.page.published import Published
from consult.page.script import preview_script_of
from consult.page.words import say
from consult.questionnaire.faults import Fault
from consult.questionnaire.text import Language


def render(
    published: Published,
    language: Language,
    token: str,
    *,
    given: Given | None = None,
    faults: Mapping[str, Fault] | None = None,
) -> str:
    """The document with its whole script, which also follows the desk beside it.

    ``token`` is what a form of staff carries; ``published.address`` is where its answers go.
    """
    values = in_parts(published, language, given, faults)
    script = preview_script_of(published.questionnaire)
    return say(language, "preview", script=script, token=token, **values)


def headers(published: Published) -> Mapping[str, str]:
    """As those of the resident's page, but pages of this house may frame it."""
    own = headers_with(preview_script_of(published.questionnaire))
    policy = own["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    return {**own, "Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"}
