"""The themes of an open question: naming, renaming and merging them."""
