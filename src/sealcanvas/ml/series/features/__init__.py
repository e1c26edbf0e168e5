"""A panel as a matrix of features for one global model."""
