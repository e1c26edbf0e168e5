"""The lifecycle rules of a bucket, read once for as long as they stay the same."""

import threading

from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.lifecycle.rule import Rule
from sealcanvas.s3.settings.bucket_settings import long_setting
from sealcanvas.service.instance import Instance

NAME = "lifecycle"
_KEPT = 256


class RulesRead:
    """The rules of the buckets that were asked for last, by bucket and stamp."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[tuple[str, str], tuple[Rule, ...]] = {}

    def of(self, instance: Instance, bucket: Bucket) -> tuple[Rule, ...]:
        """The bucket's rules; none where it has no lifecycle configuration."""
        stamp = bucket.settings.get(NAME)
        if stamp is None:
            return ()
        place = (bucket.bucket_id, stamp)
        with self._lock:
            rules = self._read.get(place)
        if rules is None:
            value = long_setting(instance, bucket, NAME) or {"Rules": []}
            rules = tuple(Rule.of_wire(rule) for rule in value["Rules"])
            with self._lock:
                if len(self._read) >= _KEPT:
                    self._read.clear()
                self._read[place] = rules
        return rules


_MAKING = threading.Lock()


def rules_of(instance: Instance, bucket: Bucket) -> tuple[Rule, ...]:
    """The bucket's lifecycle rules."""
    if NAME not in bucket.settings:
        return ()
    with _MAKING:
        read = instance.parts.setdefault("s3-lifecycle", RulesRead())
    assert isinstance(read, RulesRead)
    return read.of(instance, bucket)
