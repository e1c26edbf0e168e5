"""The model registry: model package groups and the packages in them."""
