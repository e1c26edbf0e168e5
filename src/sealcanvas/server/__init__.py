"""The composition root: configuration, the two doors, the command line."""
