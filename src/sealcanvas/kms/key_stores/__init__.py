"""Custom key stores: KMS keys whose material lies with an external key manager or in a token (docs/key-stores.md)."""
