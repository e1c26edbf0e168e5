"""Memory that reading has used and freed, given back as the rows pass."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

Batch = Any  # pyarrow.RecordBatch

# Allocators keep what was freed, hundreds of MiB of a long file, unless they are told to give it back now and then.
_BYTES = 64 << 20


def giving_back(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The batches as they come; after each 64 MiB of them, and at their end, what Arrow holds unused is given back."""
    pool, passed = pa.default_memory_pool(), 0
    for batch in batches:
        yield batch
        passed += batch.nbytes
        if passed > _BYTES:
            passed = 0
            pool.release_unused()
    pool.release_unused()
