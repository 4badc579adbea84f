"""Turns a capture line into records."""
