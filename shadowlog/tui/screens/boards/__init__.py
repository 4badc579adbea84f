"""The boards: each drawn by a module of its own, shown by ``screen``."""
