"""A bucket's lifecycle: rules that say when objects and uploads end, and who ends them."""
