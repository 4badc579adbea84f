"""Finds people's and accounts' names in running text."""
