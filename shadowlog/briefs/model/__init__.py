"""What a brief is made of, in all its forms."""
