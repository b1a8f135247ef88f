"""Before a questionnaire goes out: what is wrong, what is new, how it feels, and publishing it."""
