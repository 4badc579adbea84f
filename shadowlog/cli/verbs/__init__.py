"""The commands of the shell, a module for each group of verbs; each is loaded when one of its verbs is called."""
