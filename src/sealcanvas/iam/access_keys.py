"""Users' long-lived access keys."""

from dataclasses import dataclass
from datetime import datetime

from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class AccessKey:
    """One access key and whose it is."""

    access_key_id: str
    secret: Secret
    principal: Principal
    active: bool
    created_at: datetime


def lookup(instance: Instance, access_key_id: str) -> AccessKey | None:
    """The key of that id, or None; never cached, so that a key made inactive is refused at its next use."""
    raise NotImplementedError
