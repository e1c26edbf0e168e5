"""Sealcanvas: a self-hosted, no-code machine learning studio whose every byte at rest is sealed."""
