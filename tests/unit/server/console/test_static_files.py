"""The built web page: what is served of it, as what, and what never is."""

import gzip
from pathlib import Path

import pytest

from sealcanvas.server.console.console import Console
from sealcanvas.server.door import Door
from tests.unit.server.console.console_world import HOST, Browser, Studio

PAGE = b'<!doctype html><script type="module" src="/console/assets/index-1a2b.js"></script>'
SCRIPT = b"console.log('one')" * 100


@pytest.fixture
def browser(studio: Studio, tmp_path: Path) -> Browser:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (folder / "index.html").write_bytes(PAGE)
    (folder / "icon.svg").write_bytes(b"<svg/>")
    (folder / "odd.exe").write_bytes(b"MZ")
    (folder / "assets" / "index-1a2b.js").write_bytes(SCRIPT)
    (folder / "assets" / "index-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder / "assets" / "index-1a2b.js.br").write_bytes(b"brotli")
    (folder / "assets" / "style-3c.css").write_bytes(b"a{}")
    (folder / "assets" / "font-4d.woff2").write_bytes(b"font")
    return Browser(Console(Door(studio.world.instance), folder))


def test_the_page_answers_every_address_that_is_no_files(browser: Browser) -> None:
    for path in (
        "/console/",
        "/console/keys/1234",
        "/console/studio/datasets",
        "/console/sign-in",
        "/console/index.html",
    ):
        answer = browser.send("GET", path)
        assert (answer.status, answer.body) == (200, PAGE), path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        policy = answer.headers["content-security-policy"]
        code = f"http://{HOST}/console/assets/;"
        for part in (
            f"script-src {code}",
            f"style-src {code}",
            f"worker-src {code}",
            "default-src 'none'",
            "connect-src 'self'",
        ):
            assert part in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert (answer.headers["x-frame-options"], answer.headers["x-content-type-options"]) == ("DENY", "nosniff")
        assert answer.headers["cache-control"] == "no-cache"


def test_an_asset_is_kept_for_ever(browser: Browser) -> None:
    kinds = {
        "index-1a2b.js": "text/javascript; charset=utf-8",
        "style-3c.css": "text/css; charset=utf-8",
        "font-4d.woff2": "font/woff2",
    }
    for name, kind in kinds.items():
        answer = browser.send("GET", f"/console/assets/{name}")
        assert (answer.status, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        again = browser.send("GET", f"/console/assets/{name}", if_none_match=f'"x", W/{answer.headers["etag"]}')
        assert (again.status, again.body) == (304, b"")
    assert browser.send("HEAD", "/console/assets/index-1a2b.js").headers["etag"]
    assert browser.send("GET", "/console/icon.svg").headers["content-type"] == "image/svg+xml"
    assert browser.send("GET", "/console/icon.svg").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=0.0, br; q=0.000", ""),
        ("identity", ""),
    ],
)
def test_an_asset_comes_compressed_where_the_browser_takes_it(browser: Browser, accepted: str, coding: str) -> None:
    answer = browser.send("GET", "/console/assets/index-1a2b.js", accept_encoding=accepted)
    assert answer.headers.get("content-encoding", "") == coding
    assert answer.headers["vary"] == "accept-encoding"
    plain = {"": answer.body, "br": SCRIPT, "gzip": b""}[coding]
    assert (gzip.decompress(answer.body) if coding == "gzip" else plain) == SCRIPT
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    "name",
    [
        "assets/missing.js",
        "assets/../../secret.txt",
        "assets/..%2f..%2fsecret.txt",
        "assets/%2e%2e/%2e%2e/secret.txt",
        "assets//index-1a2b.js",
        "assets/index-1a2b.js.gz",
        "assets/",
        "api/session/other",
        "api/kms",
    ],
)
def test_what_is_no_file_of_the_page_is_not_there(browser: Browser, name: str) -> None:
    answer = browser.send("GET", f"/console/{name}")
    assert answer.status == 404
    assert b"secret" not in answer.body


@pytest.mark.parametrize("name", ["../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "/etc/passwd", "odd.exe"])
def test_other_addresses_are_the_page_and_no_file(browser: Browser, name: str) -> None:
    assert browser.send("GET", f"/console/{name}").body == PAGE


def test_without_a_built_page_there_are_the_plain_ones(studio: Studio, tmp_path: Path) -> None:
    browser = Browser(Console(Door(studio.world.instance), tmp_path / "none"))
    assert "not signed in" in browser.get("/console/")
    assert browser.send("GET", "/console/keys").status == 404
    assert "script-src 'none'" in browser.last.headers["content-security-policy"]


@pytest.mark.parametrize("host", ["[::1]:8600", "evil.example; script-src *", "a b", "x,y", "", "-x"])
def test_a_host_that_no_policy_can_name_stands_in_none(browser: Browser, host: str) -> None:
    browser.host = host
    answer = browser.send("GET", "/console/")
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "*" not in answer.headers["content-security-policy"]
