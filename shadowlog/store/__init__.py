"""How records are kept: TinyDB on top of one append-only log of operations that cannot lose a word."""
