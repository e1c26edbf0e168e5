"""SSE-C: keys that a customer sends along with every request, and that are never kept (docs/s3.md)."""
