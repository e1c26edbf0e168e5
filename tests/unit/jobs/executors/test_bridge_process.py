"""Which clusters are refused before anything crosses to them, in words that say what to do."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.jobs.executors.bridge_process import Bridge, RaySettings, _complaint, _environment, check
from sealcanvas.jobs.executors.cluster import ClusterUnavailable

LOOPBACK = RaySettings("127.0.0.1:6379", None, 2, "http://127.0.0.1:8600")
FAR = RaySettings("10.0.0.5:6379", None, 2, "https://10.0.0.4:8600")
TLS = {"RAY_USE_TLS": "1"}


@pytest.mark.parametrize(
    ("settings", "environment", "words"),
    [
        (FAR, {}, "RAY_USE_TLS=1"),
        (RaySettings("10.0.0.5:6379", None, 2, "http://10.0.0.4:8600"), TLS, "--tls"),
        (RaySettings("ray.example.org:6379", None, 2, "https://h:1"), {}, "RAY_USE_TLS=1"),
        (RaySettings("6379", None, 2, ""), {}, "HOST:PORT"),
        (RaySettings("host:port", None, 2, ""), {}, "HOST:PORT"),
        (RaySettings("127.0.0.1:1", Path("/no/such/token"), 2, ""), {}, "--ray-token"),
    ],
)
def test_what_is_not_safe_is_refused(settings: RaySettings, environment: dict[str, str], words: str) -> None:
    with pytest.raises(ClusterUnavailable, match=words):
        check(settings, environment)


def test_a_token_that_others_can_read_is_refused(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("t")
    token.chmod(0o640)
    with pytest.raises(ClusterUnavailable, match="chmod 600"):
        check(RaySettings("127.0.0.1:1", token, 2, ""), {})
    token.chmod(0o600)
    check(RaySettings("127.0.0.1:1", token, 2, ""), {})


@pytest.mark.parametrize(("settings", "environment"), [(LOOPBACK, {}), (FAR, TLS)])
def test_what_is_safe_is_not(settings: RaySettings, environment: dict[str, str]) -> None:
    check(settings, environment)


def test_who_lacks_the_extra_is_told_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str, package: str | None = None) -> Any:
        assert name == "ray"

    monkeypatch.setattr(importlib.util, "find_spec", missing)
    with pytest.raises(ClusterUnavailable, match=r"pip install 'sealcanvas\[ray\]'"):
        Bridge(LOOPBACK, tmp_path).cluster()


def test_the_bridge_gets_the_token_and_nothing_else_of_the_server() -> None:
    ours = {
        "HOME": "/home/ana",
        "AWS_SECRET_ACCESS_KEY": "s",
        "SEALCANVAS_ROOT_KEY": "/r",
        "RAY_AUTH_MODE": "disabled",
        "RAY_TLS_CA_CERT": "/ca",
    }
    found = _environment(LOOPBACK, ours)
    assert not [name for name in found if name.startswith(("AWS_", "SEALCANVAS_"))]
    assert found["RAY_AUTH_MODE"] == "token"
    assert found["RAY_AUTH_TOKEN_PATH"] == "/home/ana/.ray/auth_token"
    assert found["RAY_USAGE_STATS_ENABLED"] == "0"
    assert found["RAY_automatic_object_spilling_enabled"] == "false"
    assert found["RAY_TLS_CA_CERT"] == "/ca"
    named = _environment(RaySettings("127.0.0.1:1", Path("/t"), 1, ""), ours | {"RAY_AUTH_TOKEN": "other"})
    assert "RAY_AUTH_TOKEN" not in named
    assert named["RAY_AUTH_TOKEN_PATH"] == "/t"
    assert _environment(LOOPBACK, ours | {"RAY_AUTH_TOKEN": "x"})["RAY_AUTH_TOKEN"] == "x"
    assert "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER" not in _environment(FAR, ours)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"type": "open"}, "lets in anybody"),
        ({"type": "refused", "why": "AuthenticationError: RPC error: InvalidAuthToken"}, "does not take our token"),
        ({"type": "refused", "why": "ConnectionError: no"}, "cannot be joined"),
        ({}, "the bridge ended"),
    ],
)
def test_a_cluster_that_cannot_be_joined_is_told_in_a_line(answer: dict[str, Any], words: str) -> None:
    complaint = _complaint("127.0.0.1:6379", answer)
    assert words in complaint
    assert "\n" not in complaint
