"""Finding records by what is said in them: an inverted index beside the log, kept true with every change."""
