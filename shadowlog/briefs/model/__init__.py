"""What a brief is made of, in whatever form it is written."""
