"""Five to eight findings that are not all of one kind."""

from collections import Counter
from collections.abc import Iterator, Sequence

from consult.questionnaire.document import NOT_ASKED
from consult.tables.findings.differences import between_groups
from consult.tables.findings.everybody import of_everybody
from consult.tables.findings.finding import Finding
from consult.tables.findings.shares import Candidate
from consult.tables.release import EVERYBODY, Printed, Release

LEAST, MOST = 5, 8
RULES = ("majority", "difference", "split", "half", "unknown", "leading")
_OF_ONE_RULE = 3
_FILLER = "leading"  # said only where little else can be


def findings(release: Release) -> tuple[Finding, ...]:
    """What is worth saying, in the order of the questions; fewer than five where there is less.

    One by one: the rule used least, then the section used least, then the strongest. A question,
    or a grid, is spoken of once. A sensitive one is never spoken of by group.
    """
    found = list(_candidates(release))
    picked: list[Candidate] = []
    while following := [one for one in found if _may_follow(one, picked)]:
        picked.append(_next(following, picked))
    order = {question.id: place for place, question in enumerate(release.questions)}
    return tuple(sorted((one.finding for one in picked), key=lambda f: order[f.question]))


def _candidates(release: Release) -> Iterator[Candidate]:
    for printed in release.questions:
        if not printed.role and not _skipped_by_some(printed):
            yield from of_everybody(release, printed)
            if not printed.sensitive:
                yield from between_groups(release, printed)


def _skipped_by_some(printed: Printed) -> bool:
    """Whether its base is more than who was asked: then a share of the base misleads."""
    lines = zip(printed.lines, printed.counts[EVERYBODY], strict=True)
    return any(line.id == NOT_ASKED and counts[0] for line, counts in lines)


def _may_follow(one: Candidate, picked: Sequence[Candidate]) -> bool:
    if one.printed.question in {other.printed.question for other in picked}:
        return False
    if one.rule == _FILLER:
        return len(picked) < LEAST
    return len(picked) < MOST and sum(o.rule == one.rule for o in picked) < _OF_ONE_RULE


def _next(following: Sequence[Candidate], picked: Sequence[Candidate]) -> Candidate:
    rules = Counter(one.rule for one in picked)
    sections = Counter(one.printed.section for one in picked)

    def rank(one: Candidate) -> tuple[bool, int, int, int, float]:
        used = rules[one.rule], sections[one.printed.section]
        return (one.rule == _FILLER, *used, RULES.index(one.rule), -one.strength)

    return min(following, key=rank)
