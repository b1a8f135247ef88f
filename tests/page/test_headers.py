import hashlib
import re
from base64 import b64encode

from consult.page.document import render
from consult.page.headers import HEADERS
from consult.page.messages import render as render_message
from consult.page.style import minified
from tests.page.paper import every_kind


def test_the_policy_lets_in_the_style_of_every_page_and_nothing_else() -> None:
    for html in (render(every_kind(), "es"), render_message("unknown", "en")):
        [style] = re.findall("<style>(.*?)</style>", html, re.DOTALL)
        digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in HEADERS["Content-Security-Policy"]
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert "script-src" not in HEADERS["Content-Security-Policy"]
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'none'; ")


def test_nothing_is_kept_or_told_on() -> None:
    assert HEADERS["Cache-Control"] == "no-store"
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in HEADERS


def test_a_style_means_the_same_when_it_is_small() -> None:
    assert minified("/* why */\n.a > .b,\n.c:hover { margin: 0 auto; color: red; }\n") == (
        ".a>.b,.c:hover{margin:0 auto;color:red}"
    )
