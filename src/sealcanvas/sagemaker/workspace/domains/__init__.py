"""Domains: who they are, and what they hold the key for."""
