"""Rows of a table become regular series."""
