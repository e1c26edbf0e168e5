"""Processes that die are replaced, but not in a fury, and not once the server is leaving."""

import logging
import sys
import time

import pytest

from sealcanvas.server.siblings import Siblings

_DIES = [sys.executable, "-S", "-c", "raise SystemExit(3)"]


def test_one_that_dies_again_and_again_is_started_once_a_round(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "sealcanvas.server"):
        siblings = Siblings(_DIES, [], 1, leaving=lambda: False, period=0.3)
        time.sleep(2)
        siblings.stop()
        siblings.wait()
    assert 1 <= len(caplog.records) <= 6
    assert all("ended with exit code 3: another is started" in record.message for record in caplog.records)


def test_a_server_that_leaves_replaces_nobody(caplog: pytest.LogCaptureFixture) -> None:
    siblings = Siblings(_DIES, [], 2, leaving=lambda: True, period=0.05)
    time.sleep(1)
    siblings.stop()
    siblings.wait()
    assert caplog.records == []


def test_one_that_cannot_be_started_is_tried_again(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    siblings = Siblings(_DIES, [], 1, leaving=lambda: False, period=0.2)
    monkeypatch.setattr(siblings, "_command", ["/nowhere/at/all"])
    time.sleep(1.5)
    siblings.stop()
    siblings.wait()
    assert len(caplog.records) >= 2
    assert all("none could be started" in record.message for record in caplog.records)
