"""The questionnaire as a resident sees it, on a phone or on a tablet of the house.

Plain data in, text out. It asks for no request and no database, so that the same words are shown
before and after an answer is taken in. A kind of answer is a macro in ``templates/page/kinds.html``
and, where it is read back in words of its own, a line in ``review``.
"""
