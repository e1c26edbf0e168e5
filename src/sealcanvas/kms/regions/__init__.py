"""Multi-Region keys: related keys of one id in several Regions (docs/kms.md, "Multi-Region keys")."""
