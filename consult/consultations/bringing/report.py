"""What became of a file, by reason: a few headings, each sentence once, with the rows it is for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from flask_babel import LazyString, lazy_gettext, ngettext
from flask_babel import gettext as _

from consult.questionnaire.catalogue import sentence
from consult.questionnaire.faults import Fault
from consult.web.locale import language

# By what a code begins with; the longest beginning decides.
_HEADINGS: Mapping[LazyString, str] = {
    lazy_gettext("In groups that repeat"): "xls_repeat xls_of_repeat",
    lazy_gettext("Conditions that cannot be kept"): "xls_group xls_rule expression_ rule_",
    lazy_gettext("Not collected, because it identifies people"): (
        "xls_identifying xls_metadata xls_place xls_media"
    ),
    lazy_gettext("Calculated or switched off, not asked"): (
        "xls_calculated xls_read_only xls_disabled"
    ),
    lazy_gettext("Types of question that there are not"): "xls_type xls_matrix",
    lazy_gettext("Options"): (
        "xls_choice xls_list xls_from_file xls_or_other xls_acknowledge too_many too_few"
    ),
    lazy_gettext("Limits on answers"): "xls_constraint xls_required xls_step",
    lazy_gettext("Names"): "xls_renamed xls_no_name bad_id",
    lazy_gettext("Texts"): (
        "xls_no_label xls_piping xls_hint xls_named xls_markup xls_media_column xls_language "
        "too_long unreadable"
    ),
    lazy_gettext("Columns"): "xls_column",
    lazy_gettext("Cells and rows"): "xls_rule_quotes xls_",
}
_BEGINNINGS = {start: heading for heading, codes in _HEADINGS.items() for start in codes.split()}
_OTHERS = lazy_gettext("Other")


@dataclass(frozen=True, slots=True)
class Reason:
    """One heading: how many rows it is for, and each sentence with its places."""

    heading: LazyString
    rows: int
    lines: list[tuple[str, list[str]]]


def by_reason(faults: Iterable[Fault]) -> list[Reason]:
    """The reasons, the one with most rows first."""
    headed: dict[LazyString, list[Fault]] = {}
    for fault in faults:
        headed.setdefault(_heading(fault.code), []).append(fault)
    reasons = [
        Reason(heading, len(those), list(_lines(those))) for heading, those in headed.items()
    ]
    return sorted(reasons, key=lambda reason: -reason.rows)


def _heading(code: str) -> LazyString:
    known = [start for start in _BEGINNINGS if code.startswith(start)]
    return _BEGINNINGS[max(known, key=len)] if known else _OTHERS


def _lines(faults: Iterable[Fault]) -> Iterator[tuple[str, list[str]]]:
    """Each sentence once, in the order of the file, with where it holds."""
    said: dict[str, list[Fault]] = {}
    for fault in faults:
        words = sentence(fault.code, fault.params).get(language())
        said.setdefault(words, []).append(fault)
    for words, those in said.items():
        yield words, [place for place in _places(those) if place]


def _places(faults: list[Fault]) -> Iterator[str]:
    ordered = sorted(faults, key=lambda fault: (fault.sheet, fault.row or 0))
    for sheet, those in groupby(ordered, key=lambda fault: fault.sheet):
        together = list(those)
        rows = in_runs(sorted({fault.row for fault in together if fault.row}))
        wheres = ", ".join(dict.fromkeys(fault.where for fault in together if fault.where))
        if not sheet:
            yield wheres
        elif rows:
            yield ngettext(
                "sheet %(name)s, row %(rows)s",
                "sheet %(name)s, rows %(rows)s",
                len({fault.row for fault in together}),
                name=sheet,
                rows=rows,
            )
        else:
            yield _("sheet %(name)s", name=sheet)


def in_runs(rows: list[int]) -> str:
    """Ascending numbers, runs of them from first to last: ``3, 5–9``."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1][1:] = [row]
        else:
            runs.append([row])
    return ", ".join("–".join(map(str, run)) for run in runs)
