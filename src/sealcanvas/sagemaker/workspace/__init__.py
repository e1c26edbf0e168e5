"""Domains, user profiles, spaces and apps: who works where, under which keys."""
