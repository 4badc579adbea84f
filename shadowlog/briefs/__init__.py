"""Briefs: what the content team reads, as Markdown."""
