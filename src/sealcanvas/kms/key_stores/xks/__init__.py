"""AWS's external key store (XKS) proxy API, version 1: we are its client."""
