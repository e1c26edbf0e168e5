"""When a key was last used, and for what: read off the audit trail, beside the work."""
