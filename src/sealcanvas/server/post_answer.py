"""What a form is answered when its file is stored: an empty page, a document, or the page that it names."""

from collections.abc import Mapping
from urllib.parse import quote, quote_plus, urlsplit

from sealcanvas.wire import route_s3
from sealcanvas.wire.message import Request, Response
from sealcanvas.wire.xmltext import plain


def post_answer(request: Request, fields: Mapping[str, str], bucket: str, key: str, made: Response) -> Response:
    """The answer to a form.

    Args:
        fields: the form's.
        made: what PutObject answered, whose headers it carries.
    """
    # With TLS or without it, as the client came; in virtual-host style the host names the bucket already.
    path = "" if route_s3.bucket_of_host(request.host) else f"/{quote(bucket, safe='')}"
    scheme = "https" if request.scheme == "https" else "http"
    location = f"{scheme}://{request.host}{path}/{quote(key, safe='')}"
    etag = made.headers.get("etag", "")
    headers = {name: value for name, value in made.headers.items() if name not in ("content-type", "location")}
    target = fields.get("success_action_redirect", fields.get("redirect", ""))
    if _is_url(target):
        added = "&".join(
            f"{name}={quote_plus(value)}" for name, value in (("bucket", bucket), ("key", key), ("etag", etag))
        )
        headers["location"] = f"{target}{'&' if '?' in target else '?'}{added}"
        return Response(303, headers, b"")
    headers["location"] = location
    status = fields.get("success_action_status")
    if status != "201":
        return Response(200 if status == "200" else 204, headers, b"")
    told = {"Location": location, "Bucket": bucket, "Key": key, "ETag": etag}
    inner = "".join(plain(name, value) for name, value in told.items())
    headers["content-type"] = "application/xml"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>{inner}</PostResponse>'
    return Response(201, headers, text.encode("utf-8"))


def _is_url(text: str) -> bool:
    if not text.isascii() or not text.isprintable():
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
