"""The control channel: whole messages, bounded, and closed on anything else."""

import socket
import threading

import pytest

from sealcanvas.jobs.channel import MAXIMUM_LINE, Channel, ChannelClosed


def test_messages_arrive_whole_and_in_order() -> None:
    ours, theirs = socket.socketpair()
    sender, receiver = Channel(ours), Channel(theirs)
    messages = [{"n": n, "text": "売上" * n} for n in (1, 1000, 2)]

    def send_all() -> None:
        for message in messages:
            sender.send(message)

    thread = threading.Thread(target=send_all)
    thread.start()
    assert [receiver.receive(5) for _ in messages] == messages
    thread.join()
    assert receiver.receive(0) is None
    sender.close()
    with pytest.raises(ChannelClosed):
        receiver.receive(1)
    receiver.close()


@pytest.mark.parametrize("junk", [b"not json\n", b"[1]\n", b"\xff\xfe\n", b"[" * 100_000 + b"\n"])
def test_what_is_no_message_closes_it(junk: bytes) -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(theirs)
    thread = threading.Thread(target=ours.sendall, args=(junk,))
    thread.start()
    with pytest.raises(ChannelClosed):
        channel.receive(5)
    thread.join()
    channel.close()
    ours.close()


def test_a_line_without_end_is_not_gathered_for_ever() -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(theirs)

    def flood() -> None:
        try:
            while True:
                ours.sendall(b"x" * 65536)
        except OSError:
            return

    thread = threading.Thread(target=flood)
    thread.start()
    with pytest.raises(ChannelClosed):
        channel.receive(30)
    channel.close()
    thread.join()
    ours.close()


def test_a_message_that_is_too_long_is_not_sent() -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    with pytest.raises(ValueError, match="too long"):
        channel.send({"text": "x" * MAXIMUM_LINE})
    channel.close()
    theirs.close()
