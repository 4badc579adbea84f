"""Events: records and their history, read from operations and changed by new ones."""
