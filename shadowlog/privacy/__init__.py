"""Finds what identifies somebody, withholds it from briefs, and erases it from the log."""
