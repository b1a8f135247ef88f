"""What is worth saying of a release, picked by rule and said plainly.

``everybody`` and ``differences`` find what holds whatever the rounding did, by the bounds of
``shares``; ``picking`` chooses a few of several kinds; ``doubts`` reads what a person made of them.
"""

from consult.tables.findings.doubts import doubts
from consult.tables.findings.finding import Finding
from consult.tables.findings.picking import findings

__all__ = ["Finding", "doubts", "findings"]
