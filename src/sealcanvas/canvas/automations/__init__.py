"""Automations: rules by which the studio works when nobody is logged in (docs/automations.md)."""
