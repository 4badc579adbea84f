"""How records are kept: in one append-only log of operations that cannot lose a word, which is a TinyDB as well."""
