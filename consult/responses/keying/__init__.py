"""Paper: what was answered with a pen is keyed in, and stored as if a phone had sent it."""
