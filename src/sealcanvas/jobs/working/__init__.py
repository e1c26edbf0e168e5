"""A worker process from the inside: what it gives up, how it speaks, how it keeps its rights."""
