"""The script of the page, written out in the document: it takes the form apart into steps.

It is written as modules in ``script/``, which stand alone for tests. A document gets them as one,
without those that its questionnaire has no use for.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import minify

from consult.questionnaire.document import Questionnaire
from consult.questionnaire.expressions import uses
from consult.questionnaire.grammar import ARITHMETIC
from consult.questionnaire.route import rules_of

_STEPS = ("leaving", "listening", "paging")
_TYPED = {"number", "date"}
_BOOLEAN = {"all", "any", "not", "selected", "answered"}
_RECKONED = {*ARITHMETIC, "if", "today"}
_LINK = re.compile(r"^import [^;]*;\n|^export ", re.MULTILINE)


def script_of(questionnaire: Questionnaire) -> str:
    """The whole script, small. It is a module: browsers that know none keep the one long form."""
    return _joined((*_modules(questionnaire), "sending", *_STEPS))


def tablet_script_of(questionnaire: Questionnaire) -> str:
    """The same steps, with what a tablet of the house does before and after them."""
    sending = ("tablet/queue", "tablet/sending")
    return _joined((*_modules(questionnaire), *sending, *_STEPS, "tablet/strip"))


def preview_script_of(questionnaire: Questionnaire) -> str:
    """The resident's script, which also goes where the desk beside it goes."""
    return _joined((*_modules(questionnaire), "sending", *_STEPS, "following"))


def may_fault(questionnaire: Questionnaire) -> bool:
    """Whether anything can be wrong with answers that were ticked and typed into the page."""
    return any(q.required or q.kind in _TYPED for q in questionnaire.questions)


def _modules(questionnaire: Questionnaire) -> Iterator[str]:
    """Up to the last tap, in an order in which each follows those that it imports."""
    kinds = {question.kind for question in questionnaire.questions}
    yield from ("route", "form")
    used = set[str]().union(*map(uses, rules_of(questionnaire)))
    if not used <= _BOOLEAN:
        yield "comparing"
    if used & _RECKONED:
        yield "reckoning"
    if "grid" in kinds:
        yield "listing"
    if may_fault(questionnaire):
        yield "telling"
    if kinds & _TYPED:
        yield "typing"
    yield from ("choosing", "envelope", "letter", "draft")


@cache
def _joined(modules: tuple[str, ...]) -> str:
    folder = files("consult.page").joinpath("script")
    sources = (folder.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in modules)
    together = "".join(_LINK.sub("", source) for source in sources)
    # A block of its own: only names that no other script could see are made short.
    return minify.string("application/javascript", f"{{{together}}}")
