"""Key pairs, a family a module: made, checked, and used by the names that AWS KMS gives their algorithms.

A private key is a `Secret` of PKCS #8 (RFC 5958, DER), a public key SubjectPublicKeyInfo (RFC 5280, DER).
"""
