"""The script of the page, written out in the document: it takes the form apart into steps.

It is written as modules in ``script/``, which stand alone for tests. A document gets them as one,
without those that its questionnaire has no use for, and without lines that are "only with" them.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import minify

from consult.questionnaire.document import Option, Question, Questionnaire
from consult.questionnaire.expressions import uses
from consult.questionnaire.grammar import ARITHMETIC
from consult.questionnaire.judging import needed, rules_on_answers
from consult.questionnaire.route import rules_of

_STEPS = ("leaving", "listening", "paging")
_TYPED = {"number", "date"}
_BOOLEAN = {"all", "any", "not", "selected", "answered"}
_RECKONED = {*ARITHMETIC, "if", "today"}
_ONLY_WITH = re.compile(r"^.*// only with (\w+).*\n", re.MULTILINE)
_OTHER = re.compile(r"(otr[oa]s?|others?)\b", re.IGNORECASE)
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
    return _joined((*_modules(questionnaire), "sending", "following", *_STEPS))


def following_rules(source: str) -> str:
    """A script of another page that follows skip logic, with the modules that it imports.

    It stands in a block of its own, so that no name of its own meets one of theirs.
    """
    rules = ("route", "comparing", "reckoning")
    modules = "".join(_LINK.sub("", _source(name)) for name in rules)
    return minify.string("application/javascript", f"{{{modules}{{{_LINK.sub('', source)}}}}}")


def may_fault(questionnaire: Questionnaire) -> bool:
    """Whether anything can be wrong with answers that were ticked and typed into the page."""
    return any(needed(q) or q.valid or q.kind in _TYPED for q in questionnaire.questions)


def _modules(questionnaire: Questionnaire) -> Iterator[str]:
    """Up to the last tap, in an order in which each follows those that it imports."""
    questions = questionnaire.questions
    kinds = {question.kind for question in questions}
    yield from ("route", "form")
    yield from _reckoning(questionnaire)
    if any(option.when for question in questions for option in question.options):
        yield "offering"
    if any(is_shuffled(question) for question in questions):
        yield "shuffling"
    if "grid" in kinds:
        yield "listing"
    if may_fault(questionnaire):
        yield "telling"
    if kinds & _TYPED:
        yield "typing"
    if any(question.valid or isinstance(needed(question), Mapping) for question in questions):
        yield "judging"
    yield from ("choosing", "envelope", "letter", "draft")


def is_shuffled(question: Question) -> bool:
    """Whether its options change places; those of a scale and of a grid have an order."""
    return question.shuffled and question.kind in ("single", "multiple", "ranking")


def stays_last(option: Option) -> bool:
    """Whether an option keeps its place behind those that change theirs."""
    return option.exclusive or bool(_OTHER.match(option.text.es) or _OTHER.match(option.text.en))


def _reckoning(questionnaire: Questionnaire) -> Iterator[str]:
    """What its conditions need besides "selected" and "answered"."""
    judged = (rule for question in questionnaire.questions for rule in rules_on_answers(question))
    used = set[str]().union(*map(uses, (*rules_of(questionnaire), *judged)))
    if not used <= _BOOLEAN:
        yield "comparing"
    if used & _RECKONED:
        yield "reckoning"


@cache
def _joined(modules: tuple[str, ...]) -> str:
    together = "".join(_LINK.sub("", _source(name)) for name in modules)
    together = _ONLY_WITH.sub(lambda line: line[0] if line[1] in modules else "", together)
    # A block of its own: only names that no other script could see are made short.
    return minify.string("application/javascript", f"{{{together}}}")


def _source(name: str) -> str:
    return files("consult.page").joinpath("script", f"{name}.js").read_text(encoding="utf-8")
