"""One class file a model; a class joins by being defined here (see base.Learner)."""
