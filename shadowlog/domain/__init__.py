"""The vocabulary and the rules: frozen records, values, dates. No I/O, and no knowledge of how records are kept."""
