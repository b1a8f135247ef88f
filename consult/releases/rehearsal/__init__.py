"""Before the first results: what they would show, and which categories stand together in them."""
