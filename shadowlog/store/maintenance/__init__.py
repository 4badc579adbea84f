"""Looking after a log: checking, compacting, redacting, snapshots, and work in the background."""
