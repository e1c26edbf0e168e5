"""Who does a job's heavy work: helpers on this machine, or on the nodes of a Ray cluster (docs/executors.md)."""
