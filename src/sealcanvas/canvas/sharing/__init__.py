"""Sharing: another user profile of the domain sees a model version and predicts with it (docs/sharing.md)."""
