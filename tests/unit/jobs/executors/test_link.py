import socket
from collections.abc import Iterator
from typing import Any

import pytest

from sealcanvas.jobs.executors.link import MAXIMUM_HEAD, Link, LinkClosed


@pytest.fixture
def ends() -> Iterator[tuple[Link, Link, socket.socket]]:
    ours, theirs = socket.socketpair()
    ends = Link(ours), Link(theirs), theirs
    yield ends
    ends[0].close()
    ends[1].close()


def test_frames_arrive_whole_and_in_order(ends: tuple[Link, Link, socket.socket]) -> None:
    left, right, _ = ends
    frames: list[tuple[dict[str, Any], bytes]] = [
        ({"type": "unit", "列": 1}, b""),
        ({}, b"\0" * 5000),
        ({"n": None}, b"end"),
    ]
    for head, body in frames:
        left.send(head, body)
    assert [right.receive(5) for _ in frames] == frames
    assert right.receive(0) is None


def test_a_frame_that_is_still_coming_is_waited_for(ends: tuple[Link, Link, socket.socket]) -> None:
    left, right, raw = ends
    raw.sendall((2).to_bytes(4, "big") + (4).to_bytes(8, "big") + b"{}ab")
    assert left.receive(0.05) is None
    raw.sendall(b"cd")
    assert left.receive(5) == ({}, b"abcd")
    del right


@pytest.mark.parametrize(
    "data",
    [
        (MAXIMUM_HEAD + 1).to_bytes(4, "big") + bytes(8),
        (2).to_bytes(4, "big") + (1 << 40).to_bytes(8, "big"),
        (2).to_bytes(4, "big") + bytes(8) + b"[]",
        (2).to_bytes(4, "big") + bytes(8) + b"{x",
        (2).to_bytes(4, "big") + bytes(8) + b"\xff\xff",
    ],
)
def test_what_is_no_frame_closes_the_link(ends: tuple[Link, Link, socket.socket], data: bytes) -> None:
    left, _, raw = ends
    raw.sendall(data)
    with pytest.raises(LinkClosed):
        left.receive(5)


def test_who_is_gone_is_noticed(ends: tuple[Link, Link, socket.socket]) -> None:
    left, right, _ = ends
    right.close()
    with pytest.raises(LinkClosed):
        left.receive(5)
    with pytest.raises(LinkClosed):
        left.send({}, b"x" * (1 << 20))
    with pytest.raises(ValueError, match="too long"):
        left.send({"x": "y" * MAXIMUM_HEAD})
