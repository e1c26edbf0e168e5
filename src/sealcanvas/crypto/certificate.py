"""A self-signed certificate for `--tls`."""

import hashlib
from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# Clients whose clock runs a little behind must not refuse a certificate made a moment ago.
_CLOCK_SKEW = timedelta(minutes=5)


def self_signed(hosts: list[str], now: datetime, days: int) -> tuple[bytes, bytes]:
    """Make an EC P-256 certificate for a server, signed by its own key (RFC 5280).

    Args:
        hosts: DNS names and IP addresses that the server is reached by, at least one.
        now: an aware time; the certificate is valid from five minutes before it.
        days: how long it is valid, at least one day.

    Returns:
        The certificate and its private key (PKCS #8, not encrypted), both PEM.

    Raises:
        ValueError: no hosts, less than a day, a naive time, or a host that is neither a DNS name nor an address.
    """
    if not hosts or days < 1 or now.tzinfo is None:
        raise ValueError("a certificate needs a host, an aware time and at least one day")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sealcanvas")])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SIGNS_HANDSHAKES, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM), key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


_SIGNS_HANDSHAKES = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host.strip("[]")))
    except ValueError:
        if not host or any(character.isspace() or character in "/:" for character in host):
            raise ValueError(f"{host!r} is neither a DNS name nor an IP address") from None
        return x509.DNSName(host.encode("idna").decode())


def sha1_thumbprint(certificate: bytes) -> str:
    """The thumbprint by which IAM knows a certificate (DER): its SHA-1 as 40 lower-case hexadecimal digits."""
    return hashlib.sha1(certificate, usedforsecurity=False).hexdigest()
