"""Counts, intervals, trends and evidence drawn from the records. Reads from the store and writes nothing."""
