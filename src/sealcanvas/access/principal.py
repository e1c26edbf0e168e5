"""Who makes a request, in every form in which a policy can name it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

PrincipalKind = Literal["user", "role-session", "federated-user", "root", "service", "web-identity", "anonymous"]

_NO_TAGS: Mapping[str, str] = MappingProxyType({})


def account_root_arn(account: str) -> str:
    """Return the ARN that stands for a whole account, e.g. `arn:aws:iam::111122223333:root`."""
    return f"arn:aws:iam::{account}:root"


@dataclass(frozen=True, slots=True)
class Principal:
    """One authenticated caller (or nobody), as policies see it.

    `account` is 12 digits, "" for services, web identities and anonymous callers; `arn` is what GetCallerIdentity
    gives; `principal_id` is `AIDA…` for a user, `AROA…:session` for a role session, `account:name` for a federated
    user, the account for its root. `issuer_arn` and `issuer_id` are the user that a federated user's credentials came
    from; `provider` is the identity provider that vouches for a web identity (its ARN, or a host such as
    `accounts.google.com`).
    """

    kind: PrincipalKind
    account: str
    arn: str
    principal_id: str
    role_arn: str | None = None
    role_id: str | None = None
    session_name: str | None = None
    user_name: str | None = None
    service: str | None = None
    issuer_arn: str | None = None
    issuer_id: str | None = None
    provider: str | None = None
    tags: Mapping[str, str] = field(default_factory=lambda: _NO_TAGS)

    @classmethod
    def user(
        cls,
        account: str,
        user_name: str,
        user_id: str,
        *,
        path: str = "/",
        tags: Mapping[str, str] = _NO_TAGS,
    ) -> "Principal":
        """Return the IAM user `user_name` of `account`; `user_id` is its `AIDA…` id, `path` begins and ends in `/`."""
        arn = f"arn:aws:iam::{account}:user{path}{user_name}"
        return cls("user", account, arn, user_id, user_name=user_name, tags=tags)

    @classmethod
    def role_session(
        cls, role_arn: str, role_id: str, session_name: str, *, tags: Mapping[str, str] = _NO_TAGS
    ) -> "Principal":
        """Return a session of the role; its ARN drops the role's path, as STS does."""
        account = role_arn.split(":", 5)[4]
        role_name = role_arn.rpartition("/")[2]
        arn = f"arn:aws:sts::{account}:assumed-role/{role_name}/{session_name}"
        return cls(
            "role-session",
            account,
            arn,
            f"{role_id}:{session_name}",
            role_arn=role_arn,
            role_id=role_id,
            session_name=session_name,
            tags=tags,
        )

    @classmethod
    def federated_user(
        cls, account: str, name: str, issuer_arn: str, issuer_id: str, *, tags: Mapping[str, str] = _NO_TAGS
    ) -> "Principal":
        """Return the federated user `name`, whose credentials GetFederationToken gave to the user `issuer_arn`."""
        arn = f"arn:aws:sts::{account}:federated-user/{name}"
        return cls(
            "federated-user",
            account,
            arn,
            f"{account}:{name}",
            session_name=name,
            issuer_arn=issuer_arn,
            issuer_id=issuer_id,
            tags=tags,
        )

    @classmethod
    def web_identity(cls, provider: str, subject: str) -> "Principal":
        """Return whoever the identity `provider` calls `subject`, before a role is assumed."""
        return cls("web-identity", "", f"{provider}:{subject}", subject, provider=provider)

    @classmethod
    def service_principal(cls, name: str) -> "Principal":
        """Return a service acting for itself; `name` is its host, e.g. `sagemaker.amazonaws.com`."""
        return cls("service", "", name, name, service=name)

    @classmethod
    def root(cls, account: str) -> "Principal":
        """Return the root user of `account`."""
        return cls("root", account, account_root_arn(account), account)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which a Principal element can mean this caller, `*` left out: the most direct first."""
        if not self.account:
            return tuple(name for name in (self.service, self.provider) if name)
        own = (self.arn, self.principal_id, self.role_arn, self.role_id, self.issuer_arn, self.issuer_id)
        return (*(name for name in own if name), account_root_arn(self.account))

    @property
    def grantee_names(self) -> tuple[str, ...]:
        """Every name under which a grant can be this caller's: its own, its role's, its account's."""
        if not self.account:
            return (self.service,) if self.service else ()
        return tuple(dict.fromkeys((self.arn, self.stable_arn, account_root_arn(self.account))))

    @property
    def stable_arn(self) -> str:
        """The ARN that outlives the session: the role's for a role session, else `arn`."""
        return self.role_arn or self.arn


ANONYMOUS = Principal("anonymous", "", "anonymous", "anonymous")
