"""The findings of a release: picked by rule, then worded, ordered and dropped by people."""
