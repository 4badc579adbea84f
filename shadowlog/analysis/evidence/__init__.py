"""What was heard, gathered by what it bears on."""
