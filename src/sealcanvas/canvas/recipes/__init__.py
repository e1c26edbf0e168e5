"""Recipes: how a dataset is prepared before a model learns from it (docs/canvas.md, "Recipes")."""
