"""What people do with a log, whether through the shell or the terminal UI."""
