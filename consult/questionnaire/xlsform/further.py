"""What one row asks besides its own question: which other it is, and at what time of the day."""

from typing import cast

from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.rules import Drafted

_OTHER = {"es": "Otro", "en": "Other"}
_WHICH = {"es": "¿Cuál es el otro? Escríbalo aquí.", "en": "Which other? Write it here."}
_WHEN = {"es": "¿A qué hora?", "en": "At what time?"}
_TIME = "([01]?[0-9]|2[0-3]):[0-5][0-9]"
_LIKE_THIS = {"es": "Por ejemplo: 14:30", "en": "For example: 14:30"}
_NO_TIME = {
    "es": "Escriba la hora de 0:00 a 23:59, por ejemplo 14:30.",
    "en": "Write the time from 0:00 to 23:59, for example 14:30.",
}


def offer_other(drafted: Drafted) -> None:
    """Add the option "other" if it is not there, and for who chooses it a question which one."""
    names = cast(dict[str, str], drafted.asked.options)
    if "other" not in names:
        options = cast(list[dict[str, object]], drafted.document["options"])
        names["other"] = unused_id("other", [option["id"] for option in options])
        options.append({"id": names["other"], "text": _OTHER})
    when = {"selected": [drafted.asked.field, names["other"]]}
    drafted.further["other"] = lambda id_: {"id": id_, "kind": "text", "text": _WHICH, "when": when}
    drafted.change("type", "xls_or_other")


def ask_for_time(drafted: Drafted) -> None:
    """Make a question of text one for a time of the day."""
    document = drafted.document
    document.setdefault("hint", _LIKE_THIS)
    is_time, valid = _is_time(str(document["id"])), document.get("valid")
    document["valid"] = {"all": [is_time, valid]} if valid else is_time
    document["valid_text"] = document.get("valid_text") or _NO_TIME
    drafted.change("type", "xls_time")


def ask_time_too(drafted: Drafted) -> None:
    """After a question for a date, ask who answers it for the time of that day."""
    drafted.further["time"] = lambda id_: {
        "id": id_,
        "kind": "text",
        "text": _WHEN,
        "hint": _LIKE_THIS,
        "when": {"answered": drafted.asked.field},
        "required": drafted.document.get("required", False),
        "valid": _is_time(id_),
        "valid_text": _NO_TIME,
    }
    drafted.change("type", "xls_datetime")


def _is_time(field: str) -> dict[str, object]:
    return {"matches": [{"answer": field}, _TIME]}
