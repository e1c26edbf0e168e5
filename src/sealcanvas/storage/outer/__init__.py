"""Sealed blobs in an object store outside: any S3, Google Cloud Storage, Azure Blob Storage (docs/blob-stores.md)."""
