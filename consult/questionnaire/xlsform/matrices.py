"""Several rows of a survey that are one question here: a grid, or a ranking."""

from dataclasses import replace

from consult.questionnaire.xlsform.choices import Choices
from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.outline import Group, Item
from consult.questionnaire.xlsform.questions import Drafter
from consult.questionnaire.xlsform.rules import YES, Drafted
from consult.questionnaire.xlsform.scope import Asked
from consult.questionnaire.xlsform.workbook import Row
from consult.questionnaire.xlsform.xpath import NotUnderstoodError

_ROWS = ("select_one", "score__row", "rank__level")


def is_matrix(group: Group, drafter: Drafter) -> bool:
    """Whether a group is one question here: several rows, alike but for their text."""
    if group.row is None:
        return False
    if _is_ours(group, drafter):
        return True
    if not group.parts:
        return False
    looks = drafter.columns.get(group.row, "appearance").lower().split()
    if group.kind in ("matrix", "score", "rank"):
        return len(_rows(group)) > 0
    return group.kind == "group" and "table-list" in looks and _are_alike(group, drafter)


def draft_matrix(group: Group, id_: str, drafter: Drafter) -> tuple[Drafted, dict[str, Asked]]:
    """The question of a group, and its rows by their names. Raises NotUnderstoodError."""
    assert group.row is not None
    if not _are_alike(group, drafter):
        raise NotUnderstoodError
    if group.kind == "rank":
        return _ranking(group, group.row, id_, drafter), {}
    choices = _list(group, group.row, drafter, "kobo__score_choices")
    drafted = drafter.drafted(group.row, id_, "grid", choices)
    rows: list[dict[str, object]] = []
    asked: dict[str, Asked] = {}
    for item in _rows(group):
        name = drafter.columns.get(item.row, "name")
        row = unused_id(name.rpartition(".")[2], [other["id"] for other in rows])
        kept = drafter.columns.kept(item.row)
        text = drafter.label(item.row, drafted)
        rows.append({"id": row, "text": text, **({"columns": kept} if kept else {})})
        asked[name] = replace(drafted.asked, field=f"{id_}.{row}")
    drafted.document["rows"] = rows
    if drafter.rules.take_sealed(group.row, drafted):
        return drafted, asked
    required = [drafter.columns.get(item.row, "required").lower() in YES for item in _rows(group)]
    drafted.document["required"] = bool(required) and all(required)
    if any(required) and not all(required):
        drafted.change("required", "xls_required")
    return drafted, asked


def _ranking(group: Group, row: Row, id_: str, drafter: Drafter) -> Drafted:
    drafted = drafter.drafted(row, id_, "ranking", _list(group, row, drafter, "kobo__rank_items"))
    drafted.document["max_choices"] = len(group.parts)
    return drafted


def _list(group: Group, row: Row, drafter: Drafter, column: str) -> Choices:
    name = drafter.columns.get(row, "consult_list") or drafter.columns.get(row, column)
    if _is_ours(group, drafter) and not name:
        return Choices()  # nothing to choose from yet
    name = name or _rows(group)[0].list_name
    if name not in drafter.lists:
        raise NotUnderstoodError("xls_list", list=name[:60] or "—")
    return drafter.lists[name]


def _rows(group: Group) -> list[Item]:
    """The rows that are answered: under a heading, all but it."""
    items = [part for part in group.parts if isinstance(part, Item)]
    return items[1:] if group.kind == "matrix" else items


def _is_ours(group: Group, drafter: Drafter) -> bool:
    """Whether it is a grid that we wrote."""
    return group.row is not None and drafter.columns.get(group.row, "consult_kind") == "grid"


def _are_alike(group: Group, drafter: Drafter) -> bool:
    get = drafter.columns.get
    items = [part for part in group.parts if isinstance(part, Item)]
    if not items and _is_ours(group, drafter):
        return True
    if group.row is not None and _is_ours(group, drafter) and drafter.rules.sealed(group.row):
        return not any(get(item.row, name) for item in items for name in ("relevant", "constraint"))
    return (
        len(items) == len(group.parts)
        and len({(item.type, item.list_name) for item in items}) == 1
        and (items[0].type in _ROWS or _is_ours(group, drafter))
        and not any(
            get(item.row, column)
            for item in items
            for column in ("relevant", "constraint", "choice_filter")
        )
    )
