"""Benchmarks: each measures us beside a named peer in the same run, interleaved, and keeps the losses in."""
