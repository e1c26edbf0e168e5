"""The claims by which a token asks for session tags and a source identity, in both forms that AWS takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sealcanvas.sts.errors import InvalidIdentityToken, ValidationError
from sealcanvas.sts.session_tags import check_transitive, read_session_tags
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.model import load
from sealcanvas.wire.validate import validate

_TAGS = "https://aws.amazon.com/tags"
_PRINCIPAL_TAGS = "principal_tags"
_TRANSITIVE = "transitive_tag_keys"
_SOURCE_IDENTITY = "https://aws.amazon.com/source_identity"


@dataclass(frozen=True, slots=True)
class SessionClaims:
    """What a token wants its session to have."""

    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: tuple[str, ...] = ()
    source_identity: str = ""

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> "SessionClaims":
        """Read the claims.

        Raises:
            InvalidIdentityToken: they are malformed, or no such tags or source identity may be.
        """
        tags = list(_tags(claims))
        transitive = tuple(_transitive(claims))
        source_identity = claims.get(_SOURCE_IDENTITY, "")
        try:
            _check(tags, transitive, source_identity)
            read = read_session_tags(tags)
            check_transitive(transitive, read)
        except (WireError, ValidationError) as error:
            raise InvalidIdentityToken(error.message) from None
        return cls(read, transitive, source_identity)


def _tags(claims: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """{"…/tags": {"principal_tags": {"Team": ["blue"]}}}, or flattened: {"…/tags/principal_tags/Team": "blue"}."""
    nested = _object(_object(claims.get(_TAGS, {})).get(_PRINCIPAL_TAGS, {}))
    prefix = f"{_TAGS}/{_PRINCIPAL_TAGS}/"
    flat = {name[len(prefix) :]: value for name, value in claims.items() if name.startswith(prefix)}
    for key, value in (*nested.items(), *flat.items()):
        values = value if isinstance(value, list) else [value]
        if len(values) != 1 or not isinstance(values[0], str):
            raise InvalidIdentityToken(f"The session tag {key} of the token must have one text as its value")
        yield key, values[0]


def _transitive(claims: Mapping[str, Any]) -> Iterator[str]:
    for value in (_object(claims.get(_TAGS, {})).get(_TRANSITIVE, []), claims.get(f"{_TAGS}/{_TRANSITIVE}", [])):
        for key in [value] if isinstance(value, str) else value if isinstance(value, list) else [None]:
            if not isinstance(key, str):
                raise InvalidIdentityToken("The transitive tag keys of the token must be texts")
            yield key


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidIdentityToken(f"The claim {_TAGS} of the token must be an object")
    return value


def _check(tags: list[tuple[str, str]], transitive: tuple[str, ...], source_identity: Any) -> None:
    """Hold them to what AssumeRole's model says of the same members."""
    if not isinstance(source_identity, str):
        raise ValidationError("The source identity of the token must be a text")
    request: dict[str, Any] = {
        "RoleArn": "arn:aws:iam::111122223333:role/R",
        "RoleSessionName": "session",
        "Tags": [{"Key": key, "Value": value} for key, value in tags],
        "TransitiveTagKeys": list(transitive),
    }
    if source_identity:
        request["SourceIdentity"] = source_identity
    validate(load("sts").operations["AssumeRole"], request)
