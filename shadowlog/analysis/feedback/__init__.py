"""What comes back to those who contribute."""
