"""Why a command could not do what it was asked for."""


class TaskFailed(Exception):
    """The message is for people: what happened, and what to do."""


class ServerDidNotStart(TaskFailed):
    """The server ended, or did not answer in time; the message carries its last words."""
