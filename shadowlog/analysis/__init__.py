"""What the records come to: counts, intervals, trends, evidence. Reads from the store, writes nothing."""
