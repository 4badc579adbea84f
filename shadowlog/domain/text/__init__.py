"""Text as people type it: how it is compared."""
