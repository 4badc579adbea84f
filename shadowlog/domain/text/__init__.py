"""Reads and compares text as people type it."""
