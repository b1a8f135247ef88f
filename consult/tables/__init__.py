"""What may be told. Pure: arrays and codes in, tables that expose nobody out.

In the order of the work: ``columns`` and ``blocks`` hold answers; ``items`` names what is printed,
``counts`` counts it and ``breakdowns`` says by what; ``rounding`` and ``solving`` find the integer
tables behind a release; ``prepare``, ``rehearse`` and ``build`` are the way to one, and ``build``
is the only door; ``release`` and ``stored`` keep it; ``audit`` proves it and ``attack`` tries to
break it; ``view``, ``files``, ``workbook`` and ``charts`` print it in the words of ``catalogue``,
and ``findings`` says what stands out.
"""
