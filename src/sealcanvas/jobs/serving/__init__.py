"""Hosted models: long-lived worker processes that answer requests at once (docs/endpoints.md)."""
