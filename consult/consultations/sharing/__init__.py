"""Out into the street: the link, its code, a poster, cards, a message and a form on paper."""
