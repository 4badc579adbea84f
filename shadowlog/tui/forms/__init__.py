"""What one fills in: forms, and the short questions."""
