"""The forms a brief is written in."""
