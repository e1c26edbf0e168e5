"""The few files that are not sealed: each with the form that its content must have, and why it holds no data.

This is the one list of exceptions that `verify` knows; docs/verify.md has it for people.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from sealcanvas.canvas.verify.file_report import Status
from sealcanvas.roots.record import BadRecord, Record

_LONGEST = 64 << 10


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An unsealed file that is allowed.

    Attributes:
        format: what it is.
        reason: why it holds no data.
        fits: whether the content has the allowed form.
    """

    format: str
    reason: str
    fits: Callable[[bytes], bool]


def _json(fields: dict[str, str]) -> Callable[[bytes], bool]:
    """A check for one flat JSON object with exactly these members, each matching its pattern."""

    def fits(content: bytes) -> bool:
        try:
            value = json.loads(content)
        except ValueError:
            return False
        return (
            isinstance(value, dict)
            and value.keys() == fields.keys()
            and all(re.fullmatch(pattern, str(value[name])) for name, pattern in fields.items())
        )

    return fits


def _empty(content: bytes) -> bool:
    return not content


def _certificate(content: bytes) -> bool:
    pem = rb"(-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]{1,76}\n)+-----END CERTIFICATE-----\n?)+"
    return re.fullmatch(pem, content) is not None


_DESCRIPTION = _json(
    {
        "instance": "[0-9a-f]{32}",
        "account": "[0-9]{12}",
        "region": "[a-z0-9-]{1,32}",
        "root": "[a-z0-9-]{1,32}",
        "format": "[0-9]{1,4}",
        "blobs": r"(s3|gs|az)://[A-Za-z0-9._=@:/?&\[\]%-]{1,1024}|",
    }
)
_ENDPOINT = _json({"url": r"https?://[A-Za-z0-9.:\[\]-]{1,300}", "pid": "[0-9]{1,10}", "certificate": r"[^\n]{0,4096}"})


def _record(content: bytes) -> bool:
    try:
        Record.parse(content)
    except BadRecord:
        return False
    return True


OPEN_FILES: dict[str, OpenFile] = {
    "lock": OpenFile("lock", "empty: only its lock counts", _empty),
    "instance.json": OpenFile("description", "which instance this is, needed to find the root key", _DESCRIPTION),
    "root.json": OpenFile("root record", "who keeps the root key, and the root key as that keeper sealed it", _record),
    "endpoint.json": OpenFile("endpoint", "where the server answers", _ENDPOINT),
    "certificate.pem": OpenFile("certificate", "the server's public certificate", _certificate),
}
# A file that was being replaced when the machine went down.
OPEN_FILES |= {f"{name}.new": OPEN_FILES[name] for name in ("instance.json", "root.json", "endpoint.json")}


def check_open(name: str, content: bytes) -> tuple[str, Status, str]:
    """Format, status and detail of an unsealed file of that name.

    Args:
        content: at most its first 64 KiB and one byte.
    """
    known = OPEN_FILES.get(name)
    if known is None:
        return "unknown", "Unsealed", "this file is neither sealed nor one of the few that need not be"
    if len(content) > _LONGEST or not known.fits(content):
        return known.format, "Unsealed", "its content has not the form that holds no data"
    return known.format, "Authentic", f"not sealed: {known.reason}"


def read_limit() -> int:
    """How much of an unsealed file need be read to judge it, in bytes."""
    return _LONGEST + 1
