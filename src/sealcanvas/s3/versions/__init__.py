"""Versions of objects: whether a bucket keeps them, which one is current, delete markers, and their listing."""
