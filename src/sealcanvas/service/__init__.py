"""What every service folder is written in: calls, operations, resources and errors."""
