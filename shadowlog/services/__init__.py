"""What people do with a log, whatever face they do it through."""
