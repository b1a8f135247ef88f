"""Office files are zip containers: here their bytes come to depend on what is in them alone."""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a container can say
# Everything that xlsxwriter would take from the words or from the machine is turned off.
WORKBOOK: Mapping[str, bool] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def repeatable(body: bytes) -> bytes:
    """The same container without the times at which its parts were written."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in made.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.external_attr = 0o600 << 16
            part.create_system = 3  # wherever it is written
            kept.writestr(part, made.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def made_on(day: date) -> datetime:
    """The day of a release, as the moment that a file says it was made."""
    return datetime.combine(day, time(), UTC)
