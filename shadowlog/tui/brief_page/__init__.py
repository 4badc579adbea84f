"""Briefs as they are read in the terminal."""
