"""Gathers what was heard about a theme, an objection, a persona or an event."""
