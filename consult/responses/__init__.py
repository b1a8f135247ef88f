"""Residents answer. No row here holds a time, an address or anything of a person but answers."""
