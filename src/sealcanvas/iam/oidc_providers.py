"""OpenID Connect identity providers: whose tokens an account's roles may trust."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from sealcanvas.iam.tables import oidc_providers
from sealcanvas.service.instance import Instance

_BY_NAME = select(oidc_providers).where(
    oidc_providers.c.account == bindparam("account"), oidc_providers.c.name == bindparam("name")
)
_KIND = "oidc-provider/"


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """One provider as it stands now; a `service.resource.Resource`.

    Attributes:
        url: what its tokens name as their issuer, to the letter.
        name: the URL without its scheme: in the ARN, and before its condition keys.
        client_ids: the audiences that its tokens may be made for.
        thumbprints: SHA-1 thumbprints of certificates, for servers that the system's trust does not know.
    """

    account: str
    url: str
    name: str
    client_ids: Sequence[str]
    thumbprints: Sequence[str]
    created_at: datetime
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """arn:aws:iam::ACCOUNT:oidc-provider/NAME."""
        return provider_arn(self.account, self.name)

    @property
    def policy(self) -> None:
        """Providers have no resource policy."""
        return None


def provider_arn(account: str, name: str) -> str:
    """The ARN of the account's provider of that name."""
    return f"arn:aws:iam::{account}:{_KIND}{name}"


def account_and_name(arn: str) -> tuple[str, str] | None:
    """The parts of a provider's ARN, or None if it is none."""
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[:4] != ["arn", "aws", "iam", ""] or not parts[5].startswith(_KIND):
        return None
    return parts[4], parts[5][len(_KIND) :]


def provider_named(instance: Instance, account: str, name: str) -> OidcProvider | None:
    """The account's provider of that name, or None."""
    with instance.database.read() as connection:
        row = connection.execute(_BY_NAME, {"account": account, "name": name}).one_or_none()
        return None if row is None else provider_of_row(row)


def provider_of_issuer(instance: Instance, account: str, issuer: str) -> OidcProvider | None:
    """The account's provider whose URL is exactly `issuer`, or None."""
    found = provider_named(instance, account, issuer.partition("://")[2])
    return found if found is not None and found.url == issuer else None


def provider_of_row(row: Row[Any]) -> OidcProvider:
    """The provider that a row of `tables.oidc_providers` holds."""
    return OidcProvider(
        account=row.account,
        url=row.url,
        name=row.name,
        client_ids=row.client_ids,
        thumbprints=row.thumbprints,
        created_at=row.created_at,
        tags=row.tags,
    )
