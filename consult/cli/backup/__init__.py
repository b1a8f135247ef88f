"""A house in one file: taken while it is served, brought back into either database."""
