"""Where facilitators write a questionnaire: an outline, the part in hand, and a phone beside it."""
