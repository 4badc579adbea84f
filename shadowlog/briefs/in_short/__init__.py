"""What a brief says in short: three to five sentences made by rule, each with its evidence."""

IN_SHORT = "In short"
"""The title of the section."""
