"""Models: a bundle in S3, and the role that may read it."""
