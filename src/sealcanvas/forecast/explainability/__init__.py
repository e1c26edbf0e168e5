"""Explainabilities: how far each attribute moves a forecast, and which way."""
