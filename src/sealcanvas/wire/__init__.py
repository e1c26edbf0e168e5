"""The wire layer: bytes to dict and back for AWS's protocols, driven by trimmed copies of AWS's service models."""
