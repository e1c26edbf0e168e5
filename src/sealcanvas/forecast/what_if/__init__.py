"""What-if analyses: forecasts as they would be if related time series went another way."""
