"""A questionnaire from a file: read apart, told of, and made a draft once somebody says so."""
