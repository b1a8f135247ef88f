"""A small questionnaire with every kind of answer, for the tests of this room."""

from consult.questionnaire.document import Questionnaire
from consult.questionnaire.reading import read_document

YES_NO = [
    {"id": "yes", "text": {"es": "Sí", "en": "Yes"}},
    {"id": "no", "text": {"es": "No", "en": "No"}},
]


def words(es: str, en: str = "In English") -> dict[str, str]:
    return {"es": es, "en": en}


def options(*ids: str) -> list[dict[str, object]]:
    return [{"id": id_, "text": words(f"opción {id_}")} for id_ in ids]


def question(id_: str, kind: str, **more: object) -> dict[str, object]:
    return {"id": id_, "kind": kind, "text": words(f"¿{id_}?"), **more}


def document(*questions: dict[str, object], **more: object) -> dict[str, object]:
    section = {"id": "only", "title": words("Única"), "questions": list(questions)}
    return {
        "format": 1,
        "id": "street",
        "title": words("Mi calle", "My street"),
        "intro": words("Antes de empezar"),
        "thanks": words("Gracias"),
        "sections": [section],
        **more,
    }


def questionnaire(*questions: dict[str, object]) -> Questionnaire:
    read, faults = read_document(document(*questions))
    assert read is not None, faults
    return read


SEEN = {"selected": ["seen", "yes"]}
EVERY_KIND = (
    question("seen", "single", options=YES_NO, required=True, non_answers=["_dk", "_refused"]),
    question("what", "multiple", options=options("a", "b", "c"), max_choices=2, when=SEEN),
    question("why", "text", max_length=20, when={"ge": [{"count": "what"}, 2]}),
    question("fear", "scale", options=options("1", "2", "3"), role="sector"),
    question(
        "age",
        "number",
        minimum=0,
        maximum=120,
        non_answers=["_refused"],
        bands=[
            {"id": "young", "text": words("Hasta 29"), "maximum": 29},
            {"id": "old", "text": words("30 o más"), "minimum": 30},
        ],
    ),
    question("day", "date", earliest="2025-01-01", latest="2025-12-31"),
    question("first", "ranking", options=options("a", "b", "c"), max_choices=2),
    question("places", "grid", rows=options("home", "park"), options=options("safe", "unsafe")),
    question("district", "place", role="district", options=options("130101", "130102")),
    question("aside", "note"),
)
STREET = questionnaire(*EVERY_KIND)

SECTORS = [("centre", "130101"), ("hill", "130102"), ("beach", "130102")]
IN_SECTOR = [
    {**options(sector)[0], "when": {"selected": ["place", place]}} for sector, place in SECTORS
]
CAREFUL = questionnaire(
    question("place", "single", options=options("130101", "130102", "130103")),
    question("sector", "single", options=IN_SECTOR, required=True),
    question("what", "multiple", options=[*IN_SECTOR, *options("all")], shuffled=True),
    question("why", "text", required_when={"selected": ["what", "all"]}, non_answers=["_refused"]),
    question(
        "dni",
        "number",
        valid={"matches": [{"answer": "dni"}, "[0-9]{8}"]},
        valid_text=words("Son 8 cifras.", "It has 8 digits."),
        non_answers=["_refused"],
    ),
    question("born", "date", valid={"le": [{"answer": "born"}, {"today": []}]}),
    question(
        "first",
        "number",
        valid={"le": [{"answer": "first"}, {"answer": "dni"}]},
        when={"answered": "dni"},
    ),
)
