"""Forgetting somebody for good."""
