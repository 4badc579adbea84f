"""Finds names of people and companies in running text."""
