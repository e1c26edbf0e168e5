"""Signing in as a user profile (docs/sessions.md); links and sessions themselves stand in `sealcanvas.sign_in`."""
