"""Counts, intervals and trends."""
