"""The letters in which a job's worker introduces a helper to its job, and brings it fresh credentials.

What is in them: docs/executors.md; how they are sealed: docs/formats/sealed-letter.md.
"""

import base64
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.letter import LetterBox, seal_letter

_OPEN = b"open"
_NEWS = b"news"


@dataclass(frozen=True, slots=True)
class Introduction:
    """For whom a helper works, and how it opens what it gets.

    Attributes:
        wrapped_key: the exchange's data key, as KMS wrapped it under `key_arn` with `context`.
        endpoint: the server's URL as the helper reaches it; `certificate` is the PEM text to trust for https, or "".
        cache: seconds and uses for which an unwrapped key may be kept.
        credentials: access_key, secret_key and session_token of a session that may open the key and nothing else.
    """

    exchange_id: str
    role_arn: str
    key_arn: str
    wrapped_key: bytes
    context: dict[str, str]
    endpoint: str
    certificate: str
    region: str
    cache: dict[str, Any]
    credentials: dict[str, str] = field(repr=False)

    def seal(self, public_key: bytes) -> bytes:
        """The letter to a helper."""
        values = asdict(self) | {"wrapped_key": base64.b64encode(self.wrapped_key).decode()}
        return seal_letter(public_key, bind(_OPEN), json.dumps(values).encode())

    @classmethod
    def read(cls, box: LetterBox, letter: bytes) -> Self:
        """From a letter to this helper. Raises CryptoError."""
        values = json.loads(box.open(letter, bind(_OPEN)))
        return cls(**values | {"wrapped_key": base64.b64decode(values["wrapped_key"])})


@dataclass(frozen=True, slots=True)
class News:
    """What is renewed while a helper works."""

    credentials: dict[str, str] = field(repr=False)
    cache: dict[str, Any]

    @classmethod
    def read(cls, box: LetterBox, exchange_id: str, letter: bytes) -> Self:
        """From a letter to this helper. Raises CryptoError."""
        return cls(**json.loads(box.open(letter, bind(_NEWS, exchange_id.encode()))))


def seal_news(public_key: bytes, introduction: Introduction) -> bytes:
    """A letter with the newest credentials and cache bound."""
    values = {"credentials": introduction.credentials, "cache": introduction.cache}
    return seal_letter(public_key, bind(_NEWS, introduction.exchange_id.encode()), json.dumps(values).encode())
