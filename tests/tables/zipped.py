"""What lies in an office file: its parts, as bytes and as XML."""

import io
import zipfile

from defusedxml.ElementTree import fromstring

EPOCH = (1980, 1, 1, 0, 0, 0)


def parts(body):
    """Every part by its name; those of a file within, behind its name."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        assert container.testzip() is None
        assert {part.date_time for part in container.infolist()} == {EPOCH}
        for name in container.namelist():
            found[name] = container.read(name)
            if name.endswith(".xlsx"):
                within = parts(found[name])
                found |= {f"{name}/{inner}": content for inner, content in within.items()}
    return found


def sound(body):
    """Every part of it that is XML can be read."""
    found = parts(body)
    for name, content in found.items():
        if name.endswith((".xml", ".rels")):
            fromstring(content)
    return found


def secrets(body):
    """What it says of where, when and by whom it was made: name by name."""
    return b"".join(
        content for name, content in parts(body).items() if "docProps/" in name and b"<" in content
    ).decode()
