"""An executor over helpers: gives units to whoever is free, and once more when a helper is lost."""

import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.jobs.executors.hands import Hands, Heard
from sealcanvas.jobs.executors.link import Message
from sealcanvas.jobs.executors.seal import Seal
from sealcanvas.jobs.executors.versions import difference, versions
from sealcanvas.jobs.failures import failure_from
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.working.interruption import KeyRefused

if TYPE_CHECKING:
    from sealcanvas.ml.executor import Item, Parcel, Work

_TICK = 0.2
_TRIES = 3
_PATIENCE = 90.0
_TYPE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}", re.ASCII)


class Host(Protocol):
    """Introduces helpers that must be (docs/executors.md, "How credentials cross")."""

    def introduce(self, helper: int, hello: Message) -> bytes:
        """The letter to a helper that said hello."""

    def news(self, helper: int) -> bytes | None:
        """A letter with fresh credentials, if there are some that this helper has not got."""

    def forget(self, helper: int) -> None:
        """It is gone."""


@dataclass(slots=True)
class _Unit:
    number: int
    place: int
    item: "Item"
    tries: int = 0


@dataclass(slots=True)
class _Helper:
    introduced: bool = False
    work: int | None = None
    unit: _Unit | None = None


class Crew:
    """See `ml.executor.Executor`.

    Args:
        host: introduces helpers; None where they need nothing but work.
        tell_fault: is told the type and place of an error inside a helper.
    """

    def __init__(
        self,
        hands: Hands,
        seal: Seal,
        host: Host | None = None,
        tell_fault: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._hands, self._seal, self._host, self._tell_fault = hands, seal, host, tell_fault
        self._helpers: dict[int, _Helper] = {}
        self._versions = versions()
        self._work: Work | None = None
        self._work_number = self._unit_number = 0
        self._shared: Any = b""
        self._losses = 0
        self._alone_since = 0.0

    @property
    def width(self) -> int:
        """How many helpers there are to be."""
        return self._hands.width

    def map(self, work: "Work", items: "Iterable[Item]", beat: Callable[[], None]) -> "Iterator[Parcel]":
        """The results in the order of the items.

        Raises:
            KeyRefused: KMS refused a helper the exchange's key.
            TaskFailed: a unit failed that the work cannot do without, or helpers are lost again and again.
        """
        self._share(work)
        source, again = iter(items), deque[_Unit]()
        results: dict[int, Parcel] = {}
        given = taken = 0
        ended = False
        self._alone_since = time.monotonic()
        try:
            while True:
                while taken in results:
                    yield results.pop(taken)
                    taken += 1
                for free in self._free():
                    unit = again.popleft() if again else None
                    if unit is None and not ended:
                        item = next(source, None)
                        ended = item is None
                        if item is not None:
                            self._unit_number += 1
                            unit, given = _Unit(self._unit_number, given, item), given + 1
                    if unit is None:
                        break
                    self._give(free, unit)
                if ended and taken == given:
                    return
                beat()
                self._bring_news()
                heard = self._hands.hear(_TICK)
                if heard is not None:
                    self._heed(heard, again, results)
                self._check_alone()
        finally:
            for number, helper in list(self._helpers.items()):
                if helper.unit is not None:
                    self._forget(number)
                    with suppress(TaskFailed):  # nobody is left to replace it, and another error is on its way
                        self._hands.replace(number)

    def close(self) -> None:
        """Let all helpers go."""
        self._hands.close()

    def _share(self, work: "Work") -> None:
        from sealcanvas.ml.carriage import to_bytes

        if self._work is not work:
            self._work_number += 1
            self._shared = self._hands.share(self._seal.close(f"work/{self._work_number}", to_bytes(work.pack())))
            self._work = work

    def _free(self) -> Iterator[int]:
        for number, helper in list(self._helpers.items()):
            if helper.introduced and helper.unit is None:
                yield number

    def _give(self, number: int, unit: _Unit) -> None:
        from sealcanvas.ml.carriage import to_bytes

        helper = self._helpers[number]
        assert self._work is not None
        if helper.work != self._work_number:
            helper.work = self._work_number
            self._hands.give(number, {"type": "work", "work": self._work_number, "name": self._work.name}, self._shared)
        left = unit.item.deadline - time.monotonic()
        head = {
            "type": "unit",
            "unit": unit.number,
            "work": self._work_number,
            "seconds": None if left == float("inf") else left,
        }
        helper.unit, unit.tries = unit, unit.tries + 1
        self._hands.give(number, head, self._seal.close(f"item/{unit.number}", to_bytes(unit.item.parcel)))

    def _heed(self, heard: Heard, again: deque[_Unit], results: "dict[int, Parcel]") -> None:
        match heard.head.get("type"):
            case "hello":
                self._greet(heard.helper, heard.head)
            case "opened" if heard.helper in self._helpers:
                self._helpers[heard.helper].introduced = True
            case "result":
                self._take(heard, results)
            case "failed":
                self._fail(heard, results)
            case "refused":
                raise KeyRefused(failure_from(heard.head.get("failure")))
            case "lost":
                self._lose(heard, again, results)

    def _greet(self, number: int, hello: Message) -> None:
        differs = difference(self._versions, hello.get("versions"))
        if differs:
            message = f"A helper has {differs}: install the same versions on every node."
            raise TaskFailed("ExecutorUnavailable", message)
        self._helpers[number] = helper = _Helper()
        if self._host is None:
            helper.introduced = True
        else:
            self._hands.give(number, {"type": "open"}, self._host.introduce(number, hello))

    def _take(self, heard: Heard, results: "dict[int, Parcel]") -> None:
        from sealcanvas.ml.carriage import NoParcel, from_bytes

        helper = self._helpers.get(heard.helper)
        unit = helper.unit if helper is not None else None
        if helper is None or unit is None or heard.head.get("unit") != unit.number:
            raise TaskFailed("WorkerLost", "A helper answered what nobody asked.")
        try:
            results[unit.place] = from_bytes(self._seal.open(f"result/{unit.number}", heard.body))
        except (CryptoError, NoParcel):
            raise TaskFailed("WorkerLost", "What a helper sent back was changed on its way.") from None
        helper.unit = None
        self._losses = 0

    def _fail(self, heard: Heard, results: "dict[int, Parcel]") -> None:
        head, helper = heard.head, self._helpers.get(heard.helper)
        failure = failure_from(head.get("failure"))
        what = head.get("what")
        if failure.code == "InternalFailure" and isinstance(what, str):
            self._tell_fault(what)
        unit = helper.unit if helper is not None else None
        kind = _TYPE.match(what) if isinstance(what, str) else None
        if helper is None or unit is None or head.get("unit") != unit.number:
            raise TaskFailed(failure.code, failure.message)
        if not self._contain(unit, kind[0] if kind else failure.code, results):
            raise TaskFailed(failure.code, failure.message)
        helper.unit = None

    def _contain(self, unit: _Unit, why: str, results: "dict[int, Parcel]") -> bool:
        """Whether the work goes on without what this unit would have given."""
        assert self._work is not None
        stands = self._work.failed(why)
        if stands is None:
            return False
        results[unit.place] = stands
        return True

    def _lose(self, heard: Heard, again: deque[_Unit], results: "dict[int, Parcel]") -> None:
        helper = self._forget(heard.helper)
        self._losses += 1
        why = heard.head.get("why")
        reason = f" ({why[:80]})" if isinstance(why, str) and why else ""
        if helper is not None and helper.unit is not None:
            if helper.unit.tries < _TRIES:
                again.append(helper.unit)
            elif self._contain(helper.unit, "WorkerLost", results):
                self._losses -= _TRIES
            else:
                raise TaskFailed("WorkerLost", f"{_TRIES} helpers died over the same unit of work{reason}.")
        if self._losses > _TRIES * self.width:
            raise TaskFailed("WorkerLost", f"{self._losses} helpers were lost one after the other{reason}.")

    def _forget(self, number: int) -> _Helper | None:
        if self._host is not None:
            self._host.forget(number)
        return self._helpers.pop(number, None)

    def _bring_news(self) -> None:
        if self._host is None:
            return
        for number, helper in self._helpers.items():
            letter = self._host.news(number) if helper.introduced else None
            if letter is not None:
                self._hands.give(number, {"type": "news"}, letter)

    def _check_alone(self) -> None:
        now = time.monotonic()
        if any(helper.introduced for helper in self._helpers.values()):
            self._alone_since = now
        elif now - self._alone_since > _PATIENCE:
            message = f"No helper came up within {_PATIENCE:g} seconds: no processor is free for this job."
            raise TaskFailed("ExecutorUnavailable", message)
