"""How many sign-ins by access key may fail: guessing has no chance, but each attempt leaves a record for ever."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

_MOST, _WITHIN = 10, timedelta(minutes=1)
_ADDRESSES = 1_024
_ALL = ""


class Attempts:
    """Counts failures by address, and ten times as many of all together, in the memory of this process."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def too_many(self, address: str, now: datetime) -> bool:
        """Whether no further attempt of the address is looked at for now."""
        with self._lock:
            return any(len(self._recent(name, now)) >= most for name, most in ((address, _MOST), (_ALL, 10 * _MOST)))

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
