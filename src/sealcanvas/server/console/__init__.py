"""Door B: the browser's, by sessions (docs/sessions.md). What comes in by it reaches door A's operations."""
