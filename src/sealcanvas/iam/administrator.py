"""The first user of an instance: `administrator`, who may do everything that policies can give."""

from sealcanvas.crypto.secret import Secret
from sealcanvas.service.instance import Instance

USER_NAME = "administrator"


def ensure_administrator(instance: Instance) -> None:
    """Make the user, its attachment and one access key where they are missing; harmless when they are there."""
    raise NotImplementedError


def administrator_credentials(instance: Instance) -> tuple[str, Secret]:
    """The administrator's access key id and secret: its oldest active key.

    Raises:
        LookupError: there is no such key (`ensure_administrator` was not called, or it was deleted).
    """
    raise NotImplementedError
