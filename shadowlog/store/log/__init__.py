"""The log, the one file that everything else is made from: operations, appended and never changed in place."""
