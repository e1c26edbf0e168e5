"""From JSON nodes to compiled statements: one element of a policy a file, every fault with its place."""
