"""How much of what is personal in made-up sentences is marked, and how many marks are right.

.venv/bin/python -m tests.bench.marking_recall
"""

from tests.tables.marking.made_up import measure

measured = measure()
print(f"recall {measured.recall} %, precision {measured.precision} %")
print("missed:", *measured.missed, sep="\n  ")
print("needless:", *measured.needless, sep="\n  ")
