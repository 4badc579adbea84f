"""Completion in the shell: what may follow what is typed, out of a table of the verbs and the names in the log.

While somebody waits at a key there is no time to load the program, so ``table`` keeps what it knows of itself in a
file, and ``store.quick_reader`` reads names and ids without it.
"""
