"""Documents of an identity provider, over the network: bounded in size and time, from nobody else.

TLS is verified by the system's trust (OpenSSL's, so `SSL_CERT_FILE` counts). Only where that fails, a certificate whose
SHA-1 is a registered thumbprint is trusted instead of the system's, and the chain up to it is verified all the same.
Source: IAM API Reference, "CreateOpenIDConnectProvider" and "UpdateOpenIDConnectProviderThumbprint".
"""

import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from sealcanvas.crypto.base64url import json_object
from sealcanvas.crypto.certificate import sha1_thumbprint
from sealcanvas.crypto.digest import constant_time_equal
from sealcanvas.wire.outgoing import TooLong, Unreachable, WrongCertificate, exchange, opened, translated

__all__ = ["MAXIMUM_BYTES", "SECONDS", "Unreachable", "WrongAnswer", "WrongCertificate", "fetch_json", "top_thumbprint"]

MAXIMUM_BYTES = 262_144
SECONDS = 5.0
"""From the first packet to the last byte; AWS gives up after five seconds as well."""

_ERROR = re.compile(r"[a-z_]{1,64}")


class WrongAnswer(Exception):
    """The provider answered with something else: not 200, a redirect, too long, or no JSON object.

    Attributes:
        error: the code by which a token endpoint says why it refuses (RFC 6749, section 5.2), or "".
    """

    def __init__(self, message: str, error: str = "") -> None:
        super().__init__(message)
        self.error = error


def fetch_json(
    url: str,
    thumbprints: Sequence[str] = (),
    *,
    seconds: float = SECONDS,
    form: Mapping[str, str] | None = None,
    authorization: str = "",
) -> dict[str, Any]:
    """The JSON object at `url`; redirects are not followed.

    Args:
        url: https, or http on a loopback host.
        thumbprints: registered SHA-1 thumbprints, 40 hexadecimal digits each.
        seconds: how long it may take, all in all.
        form: what is posted; None to get.
        authorization: the header of that name, if one is sent.

    Raises:
        Unreachable, WrongCertificate, WrongAnswer: each as its class says.
    """
    parts = urlsplit(url)
    deadline = time.monotonic() + seconds
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Sealcanvas"}
    if authorization:
        headers["Authorization"] = authorization
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    body = None if form is None else urlencode(form).encode()
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        with translated(), _connected(parts, thumbprints, deadline) as connection:
            method = "GET" if body is None else "POST"
            answer = exchange(connection, deadline, MAXIMUM_BYTES, method, target, headers, body)
    except TooLong as error:
        raise WrongAnswer(str(error)) from None
    if answer.status != 200:
        refused = answer.status in (400, 401)
        raise WrongAnswer(f"status {answer.status}", _error_in(answer.body) if refused else "")
    try:
        return json_object(answer.body)
    except ValueError as error:
        raise WrongAnswer(str(error)) from None


def _error_in(answer: bytes) -> str:
    try:
        found = json_object(answer).get("error")
    except ValueError:
        return ""
    return found if isinstance(found, str) and _ERROR.fullmatch(found) else ""


def top_thumbprint(url: str) -> str:
    """The SHA-1 of the last certificate that the server at `url` sends: its top intermediate authority's.

    Raises:
        Unreachable: there is no such server.
    """
    with translated():
        return sha1_thumbprint(_presented(urlsplit(url), time.monotonic() + SECONDS)[-1])


@contextmanager
def _connected(parts: SplitResult, thumbprints: Sequence[str], deadline: float) -> Iterator[HTTPConnection]:
    if parts.scheme == "http":
        made = _open(parts, None, deadline)
    else:
        try:
            made = _open(parts, ssl.create_default_context(), deadline)
        except ssl.SSLCertVerificationError:
            anchored = _anchored(_presented(parts, deadline), thumbprints)
            if anchored is None:
                raise
            made = _open(parts, anchored, deadline)
    connection = HTTPConnection(parts.hostname or "", _port(parts))
    connection.sock = made
    with made:
        yield connection


def _open(parts: SplitResult, context: ssl.SSLContext | None, deadline: float) -> socket.socket:
    return opened(parts.hostname or "", _port(parts), context, deadline)


def _port(parts: SplitResult) -> int:
    return parts.port or (80 if parts.scheme == "http" else 443)


def _presented(parts: SplitResult, deadline: float) -> list[bytes]:
    """The certificates that the server sends, its own first (DER); nothing is trusted yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # only to see them: no request goes over this connection
    with _open(parts, context, deadline) as made:
        chain = getattr(made, "get_unverified_chain", None)  # public from Python 3.13 on
        if chain is None:
            inner: Any = made
            return [certificate.public_bytes(2) for certificate in inner._sslobj.get_unverified_chain()]  # 2: DER
        found: list[bytes] = chain()
        return found


def _anchored(chain: Sequence[bytes], thumbprints: Sequence[str]) -> ssl.SSLContext | None:
    """A context that trusts the certificate of `chain` whose thumbprint is registered, and nothing else."""
    wanted = [thumbprint.lower().encode() for thumbprint in thumbprints]
    for certificate in chain:
        found = sha1_thumbprint(certificate).encode()
        if True in [constant_time_equal(found, each) for each in wanted]:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
            context.load_verify_locations(cadata=ssl.DER_cert_to_PEM_cert(certificate))
            return context
    return None
