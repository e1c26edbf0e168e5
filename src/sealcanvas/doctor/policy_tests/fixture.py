"""A policy test: a question to the decision engine, and the answer that must come (docs/policy-tests.md)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sealcanvas.access.decision import Outcome, SessionPolicies
from sealcanvas.access.layer_result import Layer
from sealcanvas.access.principal import PrincipalKind
from sealcanvas.access.request import ContextValue

VERSION = 1
MAX_BYTES = 32_768

_NOTHING: Mapping[str, str] = MappingProxyType({})
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
_MAX_NAME, _MAX_NAME_BYTES = 128, 200


@dataclass(frozen=True, slots=True)
class Asker:
    """Whom a test asks as; looked up by name when it is asked.

    Attributes:
        name: a role's or user's ARN, an account's id, a federated user's name, a service's host or an identity
            provider; "" for nobody.
        detail: the name of a role's session, the issuer's ARN of a federated user, the subject of a web identity.
        tags: session tags.
    """

    kind: PrincipalKind
    name: str
    detail: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be decided; where `layer`, `document` or `sid` is None, any will do."""

    outcome: Outcome
    layer: Layer | None = None
    document: str | None = None
    sid: str | None = None


@dataclass(frozen=True, slots=True)
class Fixture:
    """One policy test; `resource_account` is None where it follows from the resource."""

    name: str
    asker: Asker
    action: str
    resource: str
    expect: Expectation
    context: Mapping[str, ContextValue] = field(default_factory=lambda: _NOTHING)
    encryption_context: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    resource_account: str | None = None
    session_policies: SessionPolicies | None = None
    note: str = ""

    @property
    def makes_bucket(self) -> bool:
        """Whether it asks about a bucket that is yet to be made."""
        return self.action.lower() == "s3:createbucket"


def tidy_name(text: str) -> str | None:
    """The name of a test as it is kept (in Unicode's form NFC), or None if `text` cannot be one."""
    name = unicodedata.normalize("NFC", text)
    fits = 0 < len(name) <= _MAX_NAME and name.isprintable() and len(name.encode("utf-8", "replace")) <= _MAX_NAME_BYTES
    if not fits or _FORBIDDEN.search(name) or name[0] in ". " or name[-1] == " ":
        return None
    return name
