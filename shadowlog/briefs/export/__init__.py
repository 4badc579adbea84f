"""Briefs as files."""
