"""The page that explains why the tables are as they are, to whoever asks."""
