"""Forecasts: made, asked and exported."""
