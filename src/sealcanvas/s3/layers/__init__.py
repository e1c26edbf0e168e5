"""DSSE-KMS: a sealed file inside of a sealed file, each under a key of its own (docs/formats/sealed-object.md)."""
