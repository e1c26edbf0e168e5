"""Spaces: places of a domain, with a volume of their own."""
