"""Apps: what runs for a profile or in a space, on an open volume."""
