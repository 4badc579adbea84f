"""Suggesting themes for a text, learned from the themes' own words and from what the team has tagged."""
