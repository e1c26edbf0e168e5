"""Roots of trust: where the one key that wraps everything else comes from."""
