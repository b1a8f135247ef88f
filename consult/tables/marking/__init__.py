"""Likely personal data in what people wrote: a help to whoever reads it, and no promise."""
