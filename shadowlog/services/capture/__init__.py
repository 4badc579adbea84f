"""From a capture line to records."""
