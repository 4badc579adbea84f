"""Rules of the practice, over records."""
