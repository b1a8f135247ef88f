"""The files that an office opens: a workbook, a deck, a report. The same release, the same bytes.

``wording`` makes words fit for any of them, ``container`` makes their bytes repeat, ``looks`` says
in what colours lines are drawn; ``workbook``, ``deck`` and ``report`` are the three files.
"""
