"""What keeps a state folder from being used."""


class HomeError(Exception):
    """The state folder cannot be used; the message says why and what to do, in one line."""
