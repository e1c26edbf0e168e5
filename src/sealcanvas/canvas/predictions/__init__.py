"""Predictions: by batch, of tables and of series."""
