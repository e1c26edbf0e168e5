"""User profiles: a person of a domain, and the role that works for them."""
