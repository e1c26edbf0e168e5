"""One class file a forecaster; a class joins by being defined here (see base.Forecaster)."""
