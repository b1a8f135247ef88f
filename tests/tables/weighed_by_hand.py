"""A release small enough to be weighted by hand: one question, broken down by sex."""

from datetime import date

from consult.questionnaire.text import Text
from consult.tables.census import Census
from consult.tables.release import Axis, Breakdown, Named, Printed, Release
from consult.tables.weighing import weigh

INEI = Text("INEI, Censos Nacionales", "INEI, National Census")
SEXES = (
    Named("f", Text("Mujer", "Woman")),
    Named("m", Text("Hombre", "Man")),
    Named("x", Text("De otra forma", "In another way")),
    Named("_empty", Text("Sin respuesta", "Left empty"), reason=True),
)
AXIS = Axis("sex", Text("Sexo", "Sex"), SEXES)


def census(**margins):
    return Census(INEI, 2017, margins)


def small(people, said_yes, of=None):
    """Blocks of people by sex and who of them said yes, as a release with one question."""
    cells = ((0,), (1,), (2,), (3,))
    bases = tuple(5 * n for n in people)
    said_no = tuple(n - yes for n, yes in zip(people, said_yes, strict=True))
    everybody = Breakdown("", Text("Todas"), (), (Named("", Text("Todas")),), (sum(bases),))
    by_sex = Breakdown("sex", Text("Sexo"), ("sex",), SEXES, bases)

    def printed(name, role, lines, blocks, counts):
        return Printed(
            name, name, Text("S"), Text(f"¿{name}?"), "single", "one", role, False, 1, 4, (1,),
            lines, counts, blocks,
        )  # fmt: skip

    blocks = (said_yes, said_no)
    counts = {
        "": tuple((5 * sum(row),) for row in blocks),
        "sex": tuple(tuple(5 * n for n in row) for row in blocks),
    }
    answers = (Named("yes", Text("Sí", "Yes")), Named("no", Text("No", "No")))
    safe = printed("safe", "", answers, blocks, counts)
    sex = printed("sex", "sex", SEXES, (), {"": tuple((base,) for base in bases)})
    return Release(
        "c", Text("C"), 1, date(2026, 11, 14), (), (), (AXIS,), (everybody, by_sex), cells, people,
        4, (sex, safe), (), weigh(of, (AXIS,), cells, people) if of else None,
    )  # fmt: skip
