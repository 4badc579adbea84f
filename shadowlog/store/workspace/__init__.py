"""The folder a log lives in, its settings, and what is not saved yet."""
