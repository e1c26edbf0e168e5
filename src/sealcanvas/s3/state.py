"""What S3 keeps in memory between calls of one instance."""

import threading
from dataclasses import dataclass, field

from sealcanvas.crypto.secret import Secret
from sealcanvas.s3.bucket_key_cache import BucketKeyCache
from sealcanvas.s3.key_index import KeyIndex
from sealcanvas.s3.reaper import Reaper
from sealcanvas.service.instance import Instance

_making = threading.Lock()


@dataclass(slots=True)
class State:
    """The parts of one instance's object store that live in memory.

    Attributes:
        indexes: the key index of each bucket that was listed, by bucket id; guarded by the database's lock.
        service_key: the unwrapped key of SSE-S3, once it was needed.
    """

    reaper: Reaper
    bucket_keys: BucketKeyCache
    indexes: dict[str, KeyIndex] = field(default_factory=dict)
    service_key: Secret | None = None


def state_of(instance: Instance) -> State:
    """The instance's S3 state, made on first use."""
    state = instance.parts.get("s3")
    if state is None:
        with _making:
            state = instance.parts.get("s3")
            if state is None:
                state = State(Reaper(instance), BucketKeyCache())
                instance.parts["s3"] = state
    assert isinstance(state, State)
    return state
