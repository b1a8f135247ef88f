"""Words that were written to break a file, and a release that is made of them."""

from dataclasses import replace

from consult.questionnaire.text import Text
from consult.tables.build import build
from consult.tables.findings import Finding

FORMULA = '=HYPERLINK("http://x")'
WORDS = {
    "formula": FORMULA,
    "command": "=cmd|' /C calc'!A0",
    "sum": "@SUM(A1:A9)",
    "reference": "Alto!A1 o $B$2",
    "array": "{=1+1}",
    "address": "https://example.org/?a=1&b=2",
    "quotes": 'una, "dos"; \'tres\' <b>&amp;</b> ]]>',
    "lines": "primera\nsegunda\r\ntercera\ttabulada",
    "arabic": "\u202bهل تشعر بالأمان؟\u202c \u200f(نعم)",
    "emoji": "👩🏽\u200d🚒🔥 ¿seguro?",
    "forbidden": "a\x00b\x07c\x0bd\x1be\ud83dz\ufffe",
    "placeholder": "{R} {0} %s %(x)s &P &N &\"Arial\"",
    "endless": "palabra " * 1250,
    "unbroken": "x" * 10_000,
}  # fmt: skip


def hostile(cast):
    """A release whose title, question, section and options are all of these, with 60 options."""
    options = cast.options(*(f"o{place}" for place in range(60)))
    words = [*WORDS.values(), *(f"opción {place}" for place in range(60 - len(WORDS)))]
    options = tuple(
        replace(option, text=Text(word, word)) for option, word in zip(options, words, strict=True)
    )
    asked = [
        replace(cast.question(f"q_{name}", "single", options=options[:3]), text=Text(word, word))
        for name, word in WORDS.items()
    ]
    long = replace(cast.question("q_many", "single", options=options), text=Text(FORMULA, FORMULA))
    several = cast.question("q_several", "multiple", options=options, max_choices=60)
    questionnaire = cast.questionnaire(*cast.roles(), *asked, long, several)
    [section] = questionnaire.sections
    sections = (replace(section, title=Text(WORDS["command"], FORMULA)),)
    questionnaire = replace(questionnaire, title=Text(FORMULA, FORMULA), sections=sections)
    return build(cast.request(questionnaire, 400, channels=("phone",)))


def told(release):
    """Findings of it, in the same words."""
    by = [("", ()), ("sex", ("f",)), ("district", ())]
    return tuple(
        Finding(question, cut, groups, Text(word, word))
        for word in WORDS.values()
        for question in ("q_formula", "q_many", "q_several")
        for cut, groups in by
    )
