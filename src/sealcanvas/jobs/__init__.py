"""Durable jobs: a queue in the database, and worker processes that are clients of the server and hold no root key."""
