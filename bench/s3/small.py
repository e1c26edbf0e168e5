"""Objects of 64 KiB, four clients at a time; and ranges of 4 KiB out of 1 GiB."""

import random
from functools import partial

from bench.s3.streams import SIZE, Work
from bench.s3.targets import Target
from bench.s3.traffic import get, put, together

COUNT = 1500
_SMALL = 64 << 10
_RANGE = 4 << 10
_THREADS = 4


def small_put(target: Target) -> Work:
    paths = [target.sign("put_object", Key=f"small/{number}") for number in range(COUNT)]
    return lambda: together(_THREADS, [partial(put, target, path, _SMALL) for path in paths])


def small_get(target: Target) -> Work:
    paths = [target.sign("get_object", Key=f"small/{number}") for number in range(COUNT)]
    return lambda: together(_THREADS, [partial(get, target, path, _SMALL) for path in paths])


def range_get(target: Target) -> Work:
    path, dice = target.sign("get_object", Key="single"), random.Random(1)  # noqa: S311 - where to read
    firsts = [dice.randrange(SIZE - _RANGE) for _ in range(COUNT)]
    return lambda: together(_THREADS, [partial(get, target, path, _RANGE, first) for first in firsts])


SCENARIOS = {"put_64_kib": small_put, "get_64_kib": small_get, "get_4_kib_range": range_get}
