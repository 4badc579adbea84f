"""The search: an inverted index beside the log, of the words and facets of records, kept true with every change.

It is our own because SQLite's FTS5 has no bitmaps: counting the hits of a filter over words, themes and dates among
100,000 records takes 0.5 ms at the 95th percentile here, and 25 ms with FTS5 in memory; saving a record and finding it
at once costs the same as with FTS5 (``python -m benchmarks searching saving_found``). The bitmaps are pyroaring's.
"""
