"""Assisted fieldwork: a tablet goes from person to person, all day without a network.

It is set up on a page of the staff, keeps the questionnaire and sealed answers, and sends them when
it can. What it could not send comes back as a file.
"""
