"""How a release is to be read: the sentences that go with its tables wherever they go."""

from collections.abc import Iterator

from consult.questionnaire.text import Language, Text
from consult.tables.catalogue import sentence
from consult.tables.files import label
from consult.tables.release import Release
from consult.tables.rounding import BASE
from consult.tables.view import Table


def how_to_read(release: Release) -> tuple[Text, ...]:
    """The label, rounding, zero, what is hidden, comparing, no margin of error, nothing exact."""
    filled: dict[str, str | int | Text] = {"b": BASE, "D": release.largest_deviation}
    codes = ("zero", "hidden", "counts_under", "comparing", "no_margin", "more_exact")
    return (label(release), *(sentence(code, filled) for code in codes))


def without_percent(table: Table, language: Language) -> Iterator[str]:
    """Which groups a chart leaves out, and why: nobody is to think that they were forgotten."""
    sensitive = "_sensitive" if table.question.sensitive else ""
    for status, reason in (("no_percent", "counts_only"), ("hidden", f"hidden{sensitive}")):
        groups = [row.group.text for row in table.rows if row.status == status]
        several = "_several" if status == "hidden" and len(groups) > 1 else ""
        if groups:
            names = ", ".join(group.get(language) for group in groups)
            yield f"{names}: {sentence(f'{reason}{several}').get(language)}".rstrip(".") + "."
