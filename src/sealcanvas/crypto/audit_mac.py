"""The keyed hash chain over audit records."""

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.digest import hmac_sha256
from sealcanvas.crypto.secret import Secret

GENESIS = bytes(32)
_LABEL = b"sealcanvas/audit-chain@v1"


def chain(mac_key: Secret, previous: bytes, record: bytes) -> bytes:
    """Return the 32-byte link of an audit record: HMAC-SHA256 over the link before it and the record itself.

    Args:
        mac_key: the audit key, 32 bytes; who lacks it can neither make nor mend a chain.
        previous: the link of the record before, or `GENESIS` for the first.
        record: the record's canonical bytes.
    """
    return hmac_sha256(mac_key, bind(_LABEL, previous, record))
