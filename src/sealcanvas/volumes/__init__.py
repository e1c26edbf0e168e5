"""Sealed volumes: a KMS-wrapped data key, and files that open under it alone."""
