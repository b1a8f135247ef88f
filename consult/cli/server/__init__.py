"""The built-in server: waitress, taught our words, whom to refuse, and how to end."""
