"""Opens the executor that the server chose for a job."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.executors.cluster import ClusterUnavailable
from sealcanvas.jobs.executors.crew import Crew
from sealcanvas.jobs.executors.host import LetterHost
from sealcanvas.jobs.executors.letters import Introduction
from sealcanvas.jobs.executors.local_executor import LocalExecutor
from sealcanvas.jobs.executors.ray_hands import RayHands
from sealcanvas.jobs.executors.seal import JOB_CONTEXT, Exchange
from sealcanvas.jobs.failures import is_refusal, refusal
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.working.interruption import KeyRefused
from sealcanvas.volumes.held_key import CacheBound, HeldKey, KmsClient

if TYPE_CHECKING:
    from sealcanvas.ml.executor import Executor

Message = dict[str, Any]

_NONE: Message = {"kind": "local", "memory_bytes": 0}


class Workshop:
    """One job's; `refresh` may be called from another thread than `open`.

    Args:
        start: the supervisor's start message (docs/jobs.md).
        kms: gives a KMS client with credentials of the job's role.
        volume_key: gives the full ARN of the key that the job's volume is under.
        tell_fault: is told the type and place of an error inside a helper.
    """

    def __init__(
        self,
        start: Message,
        kms: Callable[[], KmsClient],
        volume_key: Callable[[], str],
        tell_fault: Callable[[str], None],
    ) -> None:
        self._start, self._kms, self._volume_key, self._tell_fault = start, kms, volume_key, tell_fault
        self._chosen: Message = start.get("executor", _NONE)  # hosting has no units
        self._session: dict[str, str] = self._chosen.get("session", {})
        self._cache: dict[str, Any] = start["cache"]
        self._host: LetterHost | None = None
        self._key: HeldKey | None = None

    def refresh(self, *, session: dict[str, str] | None = None, cache: dict[str, Any] | None = None) -> None:
        """A fresh session for helpers elsewhere, or another cache bound."""
        self._session, self._cache = session or self._session, cache or self._cache
        if self._host is not None and self._key is not None:
            self._key.bound = CacheBound(**self._cache)
            self._host.refresh(credentials=session, cache=cache)

    @contextmanager
    def open(self) -> "Iterator[Executor]":
        """The executor, until the block ends.

        Raises:
            KeyRefused: KMS refused the role a data key for the exchange.
            TaskFailed: the cluster cannot be used.
        """
        if self._chosen["kind"] == "ray":
            executor: Crew | LocalExecutor = self._ray()
        else:
            executor = LocalExecutor(self._start["threads"], self._chosen["memory_bytes"], self._tell_fault)
        try:
            yield executor
        finally:
            executor.close()
            self._host = self._key = None

    def _ray(self) -> Crew:
        start, chosen = self._start, self._chosen
        context = {JOB_CONTEXT: start["arn"]}
        key = HeldKey(
            self._kms,
            self._volume_key(),
            context,
            CacheBound(**self._cache),
            plaintext_at_once=start["plaintext_at_once"],
        )
        wrapped = self._create(key)
        exchange_id = f"exchange-{secrets.token_hex(16)}"
        introduction = Introduction(
            exchange_id=exchange_id,
            role_arn=start["role_arn"],
            key_arn=key.key_arn,
            wrapped_key=wrapped,
            context=context,
            endpoint=chosen["endpoint"],
            certificate=chosen["certificate"],
            region=start["region"],
            cache=self._cache,
            credentials=self._session,
        )
        self._host, self._key = LetterHost(introduction), key
        try:
            hands = RayHands(chosen["socket"], chosen["width"])
        except ClusterUnavailable as error:
            raise TaskFailed("ExecutorUnavailable", str(error)) from None
        return Crew(hands, Exchange(exchange_id, key, start["role_arn"]), self._host, self._tell_fault)

    def _create(self, key: HeldKey) -> bytes:
        action = "kms:GenerateDataKey" if self._start["plaintext_at_once"] else "kms:GenerateDataKeyWithoutPlaintext"
        try:
            return key.create()
        except Exception as error:
            if not is_refusal(error):
                raise
            raise KeyRefused(refusal(error, key.key_arn, action, self._start["role_arn"])) from None
