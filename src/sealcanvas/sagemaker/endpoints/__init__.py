"""Endpoints: models that answer at once (docs/endpoints.md)."""
