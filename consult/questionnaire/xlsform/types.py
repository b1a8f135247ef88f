"""The types of rows in a survey sheet: their names in the field, and what they mean here."""

import re
from collections.abc import Mapping

KINDS = {
    "select_one": "single",
    "select_multiple": "multiple",
    "rank": "ranking",
    "integer": "number",
    "decimal": "number",
    "range": "number",
    "text": "text",
    "date": "date",
    "datetime": "date",  # and the time of that day after it
    "time": "text",
    "note": "note",
    "acknowledge": "multiple",  # one box to tick
}
CHOOSING = ("select_one", "select_multiple", "rank")

# What a row asks nothing with, by the code of the sentence that says so.
_UNASKED: Mapping[str, tuple[str, ...]] = {
    "xls_identifying": (
        *("deviceid", "phonenumber", "simserial", "subscriberid", "username", "email", "imei"),
        *("audit", "text audit", "audio audit", "speed violations audit", "background-audio"),
        *("start-geopoint", "background-geopoint", "caseid", "simid", "devicephonenum", "comments"),
        *("speed violations count", "speed violations list", "sensor_statistic", "sensor_stream"),
        *("device id", "phone number", "sim serial", "sim id", "subscriber id", "get device id"),
    ),
    "xls_metadata": (
        *("start", "end", "today", "start time", "end time", "get start time", "get end time"),
        "get today",
    ),
    "xls_calculated": (
        *("calculate", "calculate_here", "hidden", "xml-external", "csv-external", "hidden_value"),
    ),
}
_ASKED_IN_VAIN: Mapping[str, tuple[str, ...]] = {
    "xls_place": ("geopoint", "geotrace", "geoshape", "gps", "location"),
    "xls_media": ("image", "photo", "audio", "video", "file", "barcode", "signature", "draw"),
    "xls_from_file": (
        *("select_one_from_file", "select_multiple_from_file", "select_one_external"),
        "select_multiple_external",
    ),
}
UNASKED = {type_: code for code, types in _UNASKED.items() for type_ in types}
ASKED_IN_VAIN = {type_: code for code, types in _ASKED_IN_VAIN.items() for type_ in types}

_SPELLINGS = {
    **dict.fromkeys(("string", "q string", "add text prompt"), "text"),
    **dict.fromkeys(("int", "q int"), "integer"),
    "trigger": "acknowledge",
    "select1": "select_one",
    "select_many": "select_multiple",
    "select_one_from": "select_one",
    "ranking": "rank",
    "photo": "image",
}
_PHRASES = (
    (
        re.compile(r"^(?:add )?select[ _]one (?:prompt )?(?:from|using) ", re.IGNORECASE),
        "select_one ",
    ),
    (re.compile(r"^(?:select )?one from (?!file)", re.IGNORECASE), "select_one "),
    (re.compile(r"^select one ", re.IGNORECASE), "select_one "),
    (
        re.compile(r"^select (?:all that apply|multiple)(?: from)? ", re.IGNORECASE),
        "select_multiple ",
    ),
    (re.compile(r"^add select multiple prompt using ", re.IGNORECASE), "select_multiple "),
    (re.compile(r"^(begin|end)[ _](lgroup|looped[ _]group|loop)\b", re.IGNORECASE), r"\1_repeat"),
    (re.compile(r"^(begin|end) (\w+)", re.IGNORECASE), r"\1_\2"),
)
_OR_OTHER = ("or_other", "or other", "or specify other")


def read_type(written: str) -> tuple[str, str, bool]:
    """A type as it is called here, the list it chooses from, and whether it adds "other"."""
    plain = " ".join(written.split())
    if plain.lower() in UNASKED:
        return plain.lower(), "", False
    for pattern, replacement in _PHRASES:
        plain = pattern.sub(replacement, plain)
    name, _, rest = plain.partition(" ")
    list_name, _, last = rest.partition(" ")
    lowered = name.lower()
    return _SPELLINGS.get(lowered, lowered), list_name, last.lower() in _OR_OTHER
