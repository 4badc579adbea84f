"""The kinds of brief."""
