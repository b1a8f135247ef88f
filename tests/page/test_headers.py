import hashlib
import re
from base64 import b64encode

from consult.page.document import render
from consult.page.headers import HEADERS, headers_with
from consult.page.messages import render as render_message
from consult.page.review import render as render_review
from consult.page.script import script_of
from consult.questionnaire.answers import read_answers
from tests.page.paper import every_kind, neighbourhood


def hashed(content: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_the_policy_lets_in_the_styles_of_every_page_and_nothing_else() -> None:
    published = every_kind()
    read = read_answers(published.questionnaire, [("one", "b")])
    allowed = HEADERS["Content-Security-Policy"].split("style-src ")[1].split(";")[0].split()
    for html in (render_message("unknown", "en"), render_review(published, "es", read)):
        styles = re.findall("<style>(.*?)</style>", html, re.DOTALL)
        assert {hashed(style) for style in styles} <= set(allowed)
    assert len(allowed) == 2
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert "script-src" not in HEADERS["Content-Security-Policy"]
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'none'; ")


def test_the_document_runs_its_own_script_and_no_other() -> None:
    for published in (every_kind(), neighbourhood()):
        html = render(published, "es")
        scripts = re.findall("<script[^>]*>(.*?)</script>", html, re.DOTALL)
        policy = headers_with(script_of(published.questionnaire))["Content-Security-Policy"]
        assert [hashed(script) for script in scripts] == [
            policy.split("script-src ")[1].split(";")[0]
        ]
        assert "unsafe" not in policy


def test_nothing_is_kept_or_told_on() -> None:
    assert HEADERS["Cache-Control"] == "no-store"
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in HEADERS
