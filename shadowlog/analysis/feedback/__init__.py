"""Reports back to those who contribute what happened with their contributions."""
