"""Erases a person or an account for good."""
