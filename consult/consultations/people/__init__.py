"""Who works on a consultation, and colleagues who are invited to it."""
