"""What lies under a KMS key and what works with it: what stops once the key is disabled or gone (docs/kms.md)."""

from sealcanvas.canvas.key_use.describe_key_use import describe_key_use

__all__ = ["describe_key_use"]
