"""AutoML jobs: what is asked for, what the work reports, and its candidates."""
