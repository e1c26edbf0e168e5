"""Dataset groups, datasets and their imports."""
