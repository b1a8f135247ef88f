"""What a consultation is set to besides its questions: where, when, by which ways, with whom."""
