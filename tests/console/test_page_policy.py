"""What lies in a bucket shares the page's origin, and is no code of the page's."""

import secrets
from typing import Any

import pytest

pytestmark = pytest.mark.slow

_RUN = """async (address) => {
  const blocked = new Promise((told) => addEventListener("securitypolicyviolation", (event) => told(event.blockedURI)));
  const element = document.createElement(address.kind);
  Object.assign(element, address.kind === "script" ? {src: address.url} : {rel: "stylesheet", href: address.url});
  document.head.append(element);
  return Promise.race([blocked, new Promise((told) => setTimeout(() => told("not blocked"), 5000))]);
}"""


def test_an_object_is_neither_script_nor_style_nor_worker_of_the_page(console: Any) -> None:
    s3, bucket = console.server.client("s3", signature_version="s3v4"), f"scripts-{secrets.token_hex(4)}"
    s3.create_bucket(Bucket=bucket)
    kinds = {"x.js": ("text/javascript", b"window.ran = true"), "x.css": ("text/css", b"h1 { display: none }")}
    urls = {}
    for key, (kind, body) in kinds.items():
        s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType=kind)
        urls[key] = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": key})
    page = console.page
    assert page.evaluate("(url) => fetch(url).then((it) => it.text())", urls["x.js"]) == "window.ran = true"
    assert page.evaluate(_RUN, {"kind": "script", "url": urls["x.js"]}) == urls["x.js"]
    assert page.evaluate("window.ran") is None
    assert page.evaluate(_RUN, {"kind": "link", "url": urls["x.css"]}) == urls["x.css"]
    assert page.get_by_role("heading", level=1).is_visible()
    started = page.evaluate(
        "(url) => new Promise((told) => { try { const it = new Worker(url); it.onerror = () => told('refused');"
        " setTimeout(() => told('started'), 2000); } catch { told('refused'); } })",
        urls["x.js"],
    )
    assert started == "refused"
    told = [each for each in console.problems if "Content Security Policy" in each or "CSP:" in each]
    assert told, "the browser tells why"
    console.problems = [each for each in console.problems if each not in told and "csp" not in each.lower()]
