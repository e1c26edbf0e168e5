"""Which role works for a request, and that it may use each key: asked before anything is written."""
