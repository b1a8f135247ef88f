"""Open answers are read one at a time and given themes; tables tell how many have each."""
