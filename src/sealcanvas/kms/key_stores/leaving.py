"""What a process has open for custom key stores, closed when it ends."""

from sealcanvas.kms.key_stores.hsm.sessions import end_sessions
from sealcanvas.kms.key_stores.xks.proxy import close_connections
from sealcanvas.service.instance import Instance


def leave_key_stores(instance: Instance) -> None:
    """Close connections to proxies, and log out of tokens."""
    close_connections(instance)
    end_sessions(instance)
