"""Suggesting themes for what was said: learned from the themes' own words and from what the team tagged before."""
