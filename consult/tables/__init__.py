"""What may be told. Pure: arrays and codes in, tables that expose nobody out."""
