"""Keys out of passphrases."""

from typing import Any

import pytest

from sealcanvas.crypto.errors import NotSealed
from sealcanvas.crypto.passphrase import Stretching
from sealcanvas.crypto.secret import Secret

# From the reference implementation (phc-winner-argon2, src/test.c): Argon2id, version 0x13, t=2, m=2^16, p=1.
_EXPECTED = "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"


def test_it_is_argon2id() -> None:
    assert Stretching(b"somesalt", 65_536, 2, 1).key(Secret(b"password")).reveal().hex() == _EXPECTED


def test_what_is_written_is_read() -> None:
    fresh = Stretching.fresh()
    assert Stretching.read(fresh.values()) == fresh
    assert fresh.salt != Stretching.fresh().salt
    assert (fresh.memory, fresh.iterations, fresh.lanes) == (262_144, 3, 4)


@pytest.mark.parametrize(
    "change",
    [
        {"memory": 1_048_577},
        {"memory": 1_024},
        {"iterations": 0},
        {"iterations": 17},
        {"lanes": 99},
        {"lanes": None},
        {"salt": "00"},
        {"salt": "zz" * 16},
        {"salt": 5},
    ],
)
def test_costs_out_of_bounds_are_refused_before_they_are_paid(change: dict[str, Any]) -> None:
    with pytest.raises(NotSealed):
        Stretching.read({**Stretching.fresh().values(), **change})


def test_a_passphrase_is_text() -> None:
    with pytest.raises(NotSealed, match="UTF-8"):
        Stretching(bytes(16), 65_536, 1, 1).key(Secret(b"\xff" * 12))
