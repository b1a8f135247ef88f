"""The made-up respondents of ``oracle/`` as arrays, and what R answers for them."""

import csv
import gzip
from pathlib import Path

import numpy as np

_HERE = Path(__file__).parent / "oracle"
ROLES = ("district", "sex", "age")


def _rows(name):
    opened = gzip.open if name.endswith(".gz") else open
    with opened(_HERE / name, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


_PEOPLE, _MARGINS = _rows("respondents.csv.gz"), _rows("margins.csv")
LEVELS = {role: [row["level"] for row in _MARGINS if row["var"] == role] for role in ROLES}
CODES = np.array([[LEVELS[role].index(one[role]) for one in _PEOPLE] for role in ROLES])
MARGINS = [np.array([float(m["Freq"]) for m in _MARGINS if m["var"] == role]) for role in ROLES]
Y = np.array([float(one["y"]) for one in _PEOPLE])
WEIGHTS = np.array([float(row["w"]) for row in _rows("weights.csv.gz")])


def by_district(name):
    """What R answers by district: proportion and standard error."""
    return [(float(row["y"]), float(row["se"])) for row in _rows(name)]
