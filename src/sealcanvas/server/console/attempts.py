"""How many sign-ins may be begun, or may fail: guessing has no chance, but each leaves a record for ever."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

_WITHIN = timedelta(minutes=1)
_TOGETHER = 10
_ADDRESSES = 1_024
_ALL = ""


class Attempts:
    """Counts failures by address, and ten times as many of all together, in the memory of this process.

    Args:
        most: how many an address may have within a minute.
    """

    def __init__(self, most: int = 10) -> None:
        self._most = most
        self._failed: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def too_many(self, address: str, now: datetime) -> bool:
        """Whether no further attempt of the address is looked at for now."""
        with self._lock:
            bounds = (address, self._most), (_ALL, _TOGETHER * self._most)
            return any(len(self._recent(name, now)) >= most for name, most in bounds)

    def failed(self, address: str, now: datetime) -> None:
        """Count a failure."""
        with self._lock:
            for name in (address, _ALL):
                self._failed[name] = [*self._recent(name, now), now]
                self._failed.move_to_end(name)
            while len(self._failed) > _ADDRESSES:
                self._failed.popitem(last=False)

    def _recent(self, name: str, now: datetime) -> list[datetime]:
        return [at for at in self._failed.get(name, ()) if now - at < _WITHIN]
