"""AutoML on tables beside its peers, a cell at a time: docs/bench-automl.md."""
