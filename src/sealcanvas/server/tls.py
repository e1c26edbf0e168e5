"""TLS from given files, or from a certificate made for this run, whose private key no disk ever sees."""

import os
import ssl
from datetime import datetime
from pathlib import Path

from sealcanvas.crypto.certificate import self_signed


class TLSError(Exception):
    """The certificate or its key cannot be used; the message says why, in one line."""


class Identity:
    """A certificate and its private key in an anonymous memory file: it has no name in any file system.

    Args:
        pem: certificate chain and private key, PEM.
    """

    def __init__(self, pem: bytes) -> None:
        self.descriptor = os.memfd_create("tls")
        os.write(self.descriptor, pem)

    def context(self) -> ssl.SSLContext:
        """A server context of it.

        Raises:
            TLSError: OpenSSL cannot use it.
        """
        return context_of(self.descriptor)


def context_of(descriptor: int) -> ssl.SSLContext:
    """A server context from an open memory file (this process's, or one that it inherited).

    Raises:
        TLSError: OpenSSL cannot use what is in it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(f"/proc/self/fd/{descriptor}")
    except (OSError, ssl.SSLError) as error:
        raise TLSError(f"the TLS certificate and key cannot be used: {error}") from None
    return context


def given(certificate: Path, key: Path) -> Identity:
    """The identity in two PEM files.

    Raises:
        TLSError: a file cannot be read.
    """
    try:
        return Identity(certificate.read_bytes() + b"\n" + key.read_bytes())
    except OSError as error:
        raise TLSError(f"{error.filename} cannot be read: {error.strerror}") from None


def self_made(hosts: list[str], now: datetime, days: int = 397) -> tuple[Identity, bytes]:
    """A fresh self-signed identity, and its certificate (PEM) for clients to trust.

    Args:
        hosts: names and addresses that clients will use.
    """
    certificate, key = self_signed(hosts, now, days)
    return Identity(certificate + key), certificate
