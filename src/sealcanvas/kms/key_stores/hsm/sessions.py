"""The tokens that this process is logged in to, one session for each key store."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sealcanvas.kms.key_stores.settings import Cluster, allowed_of
from sealcanvas.kms.key_stores.store import CustomKeyStore
from sealcanvas.roots.pkcs11 import NoTokenKey, Token, TokenUnavailable
from sealcanvas.roots.pkcs11.errors import WrongPin
from sealcanvas.service.instance import Instance


class NoCluster(Exception):
    """The operator allows no such cluster to the account."""


@dataclass(slots=True)
class _Held:
    """A session with what it was opened by, or the refusal of a password that is not asked again."""

    revision: int
    token: Token | None = None
    refused: WrongPin | None = None


@dataclass(slots=True)
class Sessions:
    """A process's sessions by key store."""

    held: dict[str, _Held] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def cluster_of(instance: Instance, store: CustomKeyStore) -> Cluster:
    """The cluster that the key store names.

    Raises:
        NoCluster: there is none for the account.
    """
    found = allowed_of(instance).cluster(str(store.details["CloudHsmClusterId"]), store.account)
    if found is None:
        raise NoCluster
    return found


@contextmanager
def session(instance: Instance, store: CustomKeyStore) -> Iterator[Token]:
    """The key store's token; a session that fails is ended, so that the next use opens another.

    Raises:
        NoCluster: as `cluster_of`.
        TokenUnavailable: it cannot be opened, or fails.
    """
    sessions = _sessions(instance)
    with sessions.lock:
        held = sessions.held.get(store.store_id)
        if held is None or held.revision != store.revision:
            _end(sessions, store.store_id)
            held = sessions.held[store.store_id] = _Held(store.revision)
        if held.refused is not None:
            raise held.refused  # a token locks after a few wrong passwords: this one is known to be wrong
        if held.token is None:
            try:
                held.token = opened(instance, store)
            except WrongPin as refused:
                held.refused = refused
                raise
        token = held.token
    try:
        yield token
    except NoTokenKey:
        raise  # nothing is wrong with the session
    except TokenUnavailable:
        with sessions.lock:
            if sessions.held.get(store.store_id) is held:
                _end(sessions, store.store_id)
        raise


def opened(instance: Instance, store: CustomKeyStore) -> Token:
    """A session of its own, logged in with the key store's password.

    Raises:
        NoCluster, TokenUnavailable: as `session`.
    """
    cluster = cluster_of(instance, store)
    return Token.open(str(cluster.module), store.secret, label=cluster.token, writable=True)


def end_session(instance: Instance, store: CustomKeyStore) -> None:
    """Log out of the key store's token."""
    sessions = _sessions(instance)
    with sessions.lock:
        _end(sessions, store.store_id)


def end_sessions(instance: Instance) -> None:
    """Log out of every token."""
    sessions = _sessions(instance)
    with sessions.lock:
        for store_id in tuple(sessions.held):
            _end(sessions, store_id)


def _end(sessions: Sessions, store_id: str) -> None:
    held = sessions.held.pop(store_id, None)
    if held is not None and held.token is not None:
        held.token.close()


def _sessions(instance: Instance) -> Sessions:
    found: Sessions = instance.parts.setdefault("kms.key_stores.sessions", Sessions())
    return found
