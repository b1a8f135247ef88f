"""A census beside the results: its figures are written down, and weigh the releases to come."""
