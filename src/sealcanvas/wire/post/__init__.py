"""Uploads by an HTML form: multipart/form-data, its policy document and its signature (docs/s3-post.md)."""
