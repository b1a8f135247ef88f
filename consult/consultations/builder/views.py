"""The pages on which a questionnaire is written, checked and published."""
