"""Which outer store holds the blobs: an address without any credentials, kept in the home's description."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

_PARAMETERS = {"s3": {"endpoint", "region", "style"}, "gs": set[str](), "az": set[str]()}
_BUCKET = r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}"
_PREFIX = r"[A-Za-z0-9][A-Za-z0-9._=@-]*(/[A-Za-z0-9][A-Za-z0-9._=@-]*)*"
_ENDPOINT = r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?"
_LONGEST = 1024


class BadAddress(ValueError):
    """The address of the outer store cannot be used; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class OuterAddress:
    """A bucket, a prefix in it, and how it is reached.

    Attributes:
        scheme: s3, gs or az.
        bucket: the bucket, or Azure's container.
        prefix: what all names begin with, without a slash at its end; "" for none.
        endpoint: of an S3 that is not AWS's; "" for AWS.
        region: of an S3.
        path_style: the bucket stands in the path rather than in the host's name; the rule where there is an endpoint.
    """

    scheme: str
    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    path_style: bool = False

    @classmethod
    def parse(cls, text: str) -> "OuterAddress":
        """Read `s3://bucket/prefix?endpoint=…&region=…&style=path|virtual`, `gs://bucket/prefix`, `az://container/prefix`.

        Raises:
            BadAddress: it is none of these, or carries credentials.
        """
        if len(text) > _LONGEST or not text.isprintable():
            raise BadAddress("the address of the blob store is too long, or not printable")
        try:
            parts = urlsplit(text)
            query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True) if parts.query else []
        except ValueError:
            raise BadAddress("the address of the blob store is no URL") from None
        if parts.scheme not in _PARAMETERS:
            raise BadAddress("a blob store is s3://bucket/prefix, gs://bucket/prefix or az://container/prefix")
        if "@" in parts.netloc:
            raise BadAddress("the address of a blob store carries no credentials: they come from the environment")
        given = dict(query)
        unknown = sorted(given.keys() - _PARAMETERS[parts.scheme])
        if unknown or len(given) < len(query) or parts.fragment:
            known = ", ".join(sorted(_PARAMETERS[parts.scheme])) or "none"
            raise BadAddress(
                f"the address of a blob store of {parts.scheme}:// takes these parameters, once each: {known}; "
                "credentials come from the environment"
            )
        prefix = parts.path.strip("/")
        if not re.fullmatch(_BUCKET, parts.netloc) or (prefix and not re.fullmatch(_PREFIX, prefix)):
            raise BadAddress("bucket and prefix of a blob store are of letters, digits and . _ - = @, without . or ..")
        endpoint = given.get("endpoint", "").rstrip("/")
        if "endpoint" in given and not re.fullmatch(_ENDPOINT, endpoint):
            raise BadAddress("the endpoint of a blob store is http(s)://host or http(s)://host:port")
        region = given.get("region", "us-east-1")
        if not re.fullmatch(r"[a-z0-9-]{1,64}", region):
            raise BadAddress("the region of a blob store is of small letters, digits and hyphens")
        style = given.get("style", "path" if endpoint else "virtual")
        if style not in ("path", "virtual"):
            raise BadAddress("the style of a blob store is path or virtual")
        return cls(parts.scheme, parts.netloc, prefix, endpoint, region, style == "path")

    def __str__(self) -> str:
        """The one way to write this address: two that mean the same place are equal."""
        where = f"{self.scheme}://{self.bucket}" + (f"/{quote(self.prefix, safe='/=@')}" if self.prefix else "")
        if self.scheme != "s3":
            return where
        members = {"endpoint": self.endpoint} if self.endpoint else {}
        members |= {"region": self.region, "style": "path" if self.path_style else "virtual"}
        return f"{where}?{urlencode(members, safe=':/[]')}"


def s3_credentials(environment: Mapping[str, str]) -> dict[str, str]:
    """The outer S3's credentials as `SEALCANVAS_BLOBS_…` gives them; {} leaves it to the machine's role.

    The AWS variables themselves are not read: `sealcanvas env` sets them for this server's own clients.

    Raises:
        BadAddress: one of the two is missing.
    """
    names = {
        "access_key_id": "SEALCANVAS_BLOBS_ACCESS_KEY_ID",
        "secret_access_key": "SEALCANVAS_BLOBS_SECRET_ACCESS_KEY",
        "session_token": "SEALCANVAS_BLOBS_SESSION_TOKEN",
    }
    found = {member: environment[name] for member, name in names.items() if environment.get(name)}
    if found and not {"access_key_id", "secret_access_key"} <= found.keys():
        raise BadAddress(f"{names['access_key_id']} and {names['secret_access_key']} go together")
    return found
