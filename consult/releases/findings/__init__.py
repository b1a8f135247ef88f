"""The findings of a release, picked by rule and then worded, ordered and dropped by people."""
