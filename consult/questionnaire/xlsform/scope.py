"""What the formulas of a form may refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from consult.questionnaire.document import Kind
from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.outline import Group, Item

_NOT_COLLECTED = frozenset(
    ["deviceid", "phonenumber", "simserial", "subscriberid", "username", "email", "caseid", "note"]
)
_DAYS = frozenset(("today", "start", "end"))
_CALCULATED = frozenset(("calculate", "calculate_here"))


@dataclass(frozen=True, slots=True)
class Asked:
    """Our field for a name of the form, and our ids of its options by their names."""

    field: str
    kind: Kind
    options: Mapping[str, str]
    non_answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calculated:
    """A calculation, and the conditions under which it is made: else it is empty."""

    formula: str
    conditions: tuple[str, ...] = ()


@dataclass(slots=True)
class Patience:
    """What the formulas of one form may come to in all, in nodes: some seconds of work."""

    left: int = 300_000


@dataclass(frozen=True, slots=True)
class Scope:
    """By name: what was asked before, what is calculated anywhere, and rows without an answer.

    ``days`` are those that hold the day of answering, ``empty`` those that hold nothing here.
    """

    asked: Mapping[str, Asked]
    calculated: Mapping[str, Calculated] = field(default_factory=dict)
    days: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    patience: Patience = field(default_factory=Patience, compare=False)

    def with_own(self, own: Asked, name: str) -> "Scope":
        """The same for a rule on an answer itself: ``.``, or its name."""
        asked = {**self.asked, name: own, "": own}
        return replace(self, asked=asked)


def read_scope(form: Group, columns: Columns, asked: Mapping[str, Asked]) -> Scope:
    """The scope of a form; ``asked`` is what the walk through it has come by, and grows with it."""
    calculated: dict[str, Calculated] = {}
    named: dict[str, set[str]] = {"days": set(), "empty": set()}
    _gather(form, columns, (), calculated, named)
    return Scope(asked, calculated, frozenset(named["days"]), frozenset(named["empty"]))


def _gather(
    group: Group,
    columns: Columns,
    around: tuple[str, ...],
    calculated: dict[str, Calculated],
    named: Mapping[str, set[str]],
) -> None:
    for part in group.parts:
        relevant = columns.get(part.row, "relevant") if part.row else ""
        conditions = (*around, relevant) if relevant else around
        if isinstance(part, Group):
            if part.kind != "repeat":
                _gather(part, columns, conditions, calculated, named)
            continue
        name = columns.get(part.row, "name")
        if part.type in _CALCULATED:
            calculated[name] = Calculated(columns.get(part.row, "calculation"), conditions)
        elif kind := _kind(part):
            named[kind].add(name)


def _kind(item: Item) -> str:
    if item.type in _DAYS:
        return "days"
    return "empty" if item.type in _NOT_COLLECTED else ""
