"""Introduces helpers on other machines to a job: by letter, with a session that may open its exchange alone."""

import base64
import binascii
import threading
from dataclasses import dataclass, replace
from typing import Any

from sealcanvas.crypto.errors import NotSealed
from sealcanvas.jobs.executors.letters import Introduction, seal_news
from sealcanvas.jobs.executors.link import Message
from sealcanvas.jobs.task import TaskFailed


@dataclass(slots=True)
class _Known:
    public_key: bytes
    version: int


class LetterHost:
    """See `crew.Host`; `refresh` may be called from another thread than the rest.

    Args:
        introduction: what helpers are told; its credentials and cache bound are renewed by `refresh`.
    """

    def __init__(self, introduction: Introduction) -> None:
        self._introduction = introduction
        self._version = 0
        self._known: dict[int, _Known] = {}
        self._lock = threading.Lock()

    def refresh(self, *, credentials: dict[str, str] | None = None, cache: dict[str, Any] | None = None) -> None:
        """Tell helpers of a fresh session, or another cache bound."""
        with self._lock:
            old = self._introduction
            self._introduction = replace(old, credentials=credentials or old.credentials, cache=cache or old.cache)
            self._version += 1

    def introduce(self, helper: int, hello: Message) -> bytes:
        """The letter to a helper that said hello.

        Raises:
            TaskFailed: it told no public key.
        """
        with self._lock:
            introduction, version = self._introduction, self._version
        try:
            public_key = base64.b64decode(str(hello.get("public_key")), validate=True)
            letter = introduction.seal(public_key)
        except (binascii.Error, NotSealed):
            raise TaskFailed("ExecutorUnavailable", "A helper gave no public key.") from None
        self._known[helper] = _Known(public_key, version)
        return letter

    def news(self, helper: int) -> bytes | None:
        """A letter with what was renewed, if this helper has not got it."""
        known = self._known[helper]
        with self._lock:
            introduction, version = self._introduction, self._version
        if known.version == version:
            return None
        known.version = version
        return seal_news(known.public_key, introduction)

    def forget(self, helper: int) -> None:
        """It is gone."""
        self._known.pop(helper, None)
