"""The root key of a state folder: who keeps it, who is believed about that, and how it changes (docs/roots.md)."""
