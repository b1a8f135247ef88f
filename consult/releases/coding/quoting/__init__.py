"""Quotes from open answers: one person proposes, another approves."""
