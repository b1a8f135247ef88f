"""What leaves the house as files and on paper: made once, kept, and handed out."""
