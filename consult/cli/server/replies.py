"""What the server says by itself, before any room could: in both languages, and about nobody."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Literal

from consult.page.headers import HEADERS
from consult.page.style import STYLE
from consult.questionnaire.text import LANGUAGES, Language, Text

Case = Literal["malformed", "too_large", "retry"]


@dataclass(frozen=True, slots=True)
class _Saying:
    """What happened, what that means for an answer, and what to do now."""

    title: Text
    stored: Text
    advice: Text


_NOTHING = Text("No se guardó nada.", "Nothing was stored.")
_SAYINGS: Mapping[Case, _Saying] = {
    "malformed": _Saying(
        Text("No se pudo leer lo que llegó", "What arrived could not be read"),
        _NOTHING,
        Text(
            "Vuelva atrás, recargue la página y envíe otra vez.",
            "Go back, reload the page and send it again.",
        ),
    ),
    "too_large": _Saying(
        Text("Esto es demasiado grande", "This is too large"),
        _NOTHING,
        Text(
            "Vuelva atrás, acorte lo que escribió y envíelo otra vez.",
            "Go back, shorten what you wrote and send it again.",
        ),
    ),
    "retry": _Saying(
        Text("Algo falló aquí", "Something went wrong here"),
        Text(
            "Lo que envió no quedó confirmado: puede que no se haya guardado.",
            "What you sent is not confirmed: it may not have been stored.",
        ),
        Text(
            "Envíelo otra vez desde la misma página: cuenta una sola vez.",
            "Send it again from the same page: it counts only once.",
        ),
    ),
}
_CASES: Mapping[int, Case] = {413: "too_large", 500: "retry"}
_PAGE = """<!doctype html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Consulta</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<header class="bar"><p class="name">Consulta</p>
<a class="exit" href="https://www.google.com.pe/" rel="noreferrer nofollow">Salir rápido · <span lang="en">Leave quickly</span></a></header>
<main id="main">
{sections}
</main>
</body>
</html>
"""  # noqa: E501  # a line of the page
_SECTION = """<section lang="{language}">
<h1>{title}</h1>
<p class="notice attention">{stored}</p>
<p>{advice}</p>
</section>"""


def reply_to(code: int, accept: str) -> tuple[list[tuple[str, str]], bytes]:
    """The headers and the body of a refusal, as JSON where that alone is asked for."""
    case = _CASES.get(code, "malformed")
    if "application/json" in accept and "text/html" not in accept:
        headers = {**HEADERS, "Content-Type": "application/json"}
        return list(headers.items()), json.dumps(
            {"status": case, "message": _SPOKEN[case]}
        ).encode()
    return list(HEADERS.items()), _PAGES[case]


def _page(saying: _Saying) -> bytes:
    sections = (
        _SECTION.format(
            language=language,
            title=escape(saying.title.get(language)),
            stored=escape(saying.stored.get(language)),
            advice=escape(saying.advice.get(language)),
        )
        for language in LANGUAGES
    )
    return _PAGE.format(style=STYLE, sections="\n".join(sections)).encode()


def _spoken(saying: _Saying) -> Mapping[Language, str]:
    return {
        language: f"{saying.title.get(language)}. "
        f"{saying.stored.get(language)} {saying.advice.get(language)}"
        for language in LANGUAGES
    }


_SPOKEN = {case: _spoken(saying) for case, saying in _SAYINGS.items()}
_PAGES: Mapping[Case, bytes] = {case: _page(saying) for case, saying in _SAYINGS.items()}
