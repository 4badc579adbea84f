"""The formats a brief is written in."""
