"""The one file that counts: operations, appended and never changed in place."""
