"""Census figures as a file: ``role,group,people``."""

import csv
import io
from collections.abc import Mapping, Sequence

from consult.questionnaire.text import Language, UnreadableText, clean, unaccented
from consult.tables.catalogue import sentence
from consult.tables.census import Census
from consult.tables.files import harmless
from consult.tables.margins import UNCOUNTED, Asked, Line, Wrong

HEADER = ("role", "group", "people")


def read_csv(content: bytes) -> tuple[list[Line], list[Wrong]]:
    """The lines of a file and what is wrong with its form: UTF-8, comma or semicolon."""
    try:
        text = content.decode("utf-8-sig")
        separator = ";" if ";" in text.partition("\n")[0] else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = [(number, [clean(cell) for cell in row]) for number, row in enumerate(reader, 1)]
    except (UnicodeDecodeError, UnreadableText, csv.Error):
        return [], [Wrong(sentence("not_csv"))]
    head, *body = [(number, row) for number, row in rows if any(row)] or [(1, [])]
    if tuple(map(unaccented, head[1])) != HEADER:
        return [], [Wrong(sentence("margins_header", {"header": ",".join(HEADER)}))]
    wrong = [
        Wrong(sentence("margins_row", {"row": number, "cells": len(row)}))
        for number, row in body
        if len(row) != len(HEADER)
    ]
    whole = [(number, row) for number, row in body if len(row) == len(HEADER)]
    return [Line(role, group, people, number) for number, (role, group, people) in whole], wrong


def write_csv(roles: Sequence[Asked], census: Census | None, language: Language) -> bytes:
    """A file to fill in: every category in words, with the figures that there are."""
    margins: Mapping[str, Mapping[str, int | None]] = census.margins if census else {}
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if language == "es" else ",", lineterminator="\r\n")
    writer.writerow(HEADER)
    for role in roles:
        for option in role.categories:
            people = margins.get(role.role, {}).get(option.id, "")
            shown = UNCOUNTED if people is None else people
            writer.writerow([role.role, harmless(option.text.get(language)), shown])
    return out.getvalue().encode("utf-8-sig")
