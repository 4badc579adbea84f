"""Lists, however long."""
