"""Formulas: a small language over columns, read into a tree and never run as anybody's code."""
