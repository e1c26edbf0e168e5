"""Who calls, what the request says of them, and how a Principal element names them.

Pages: "AWS JSON policy elements: Principal", "… NotPrincipal", "AWS global condition context keys", "Permissions
boundaries for IAM entities"; KMS Developer Guide, "AWS KMS condition keys".
"""

from dataclasses import dataclass, field
from typing import Any

from tests.support.literal.conditions import as_list

EVERYONE, ITSELF, ROLE, ACCOUNT = "everyone", "itself", "role", "account"
"""How a statement can name a caller: the lone `*`; the caller; the role or user behind its session; its account."""


@dataclass(frozen=True)
class Caller:
    """One caller: `kind` as `aws:PrincipalType` has it (or `AWSService`, `WebIdentity`), `account` "" if it has none.

    `origin_arn` and `origin_id` are the role of an assumed-role session, or the user of a federated one.
    """

    kind: str
    account: str
    arn: str
    userid: str
    username: str | None = None
    origin_arn: str | None = None
    origin_id: str | None = None
    service: str | None = None
    provider: str | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def has_policies(self) -> bool:
        """Whether IAM policies can be attached to the caller: not to services, strangers and people of an IdP."""
        return self.kind in ("User", "AssumedRole", "FederatedUser", "Account")


def said_of(caller: Caller) -> dict[str, str | None]:
    """Return the condition keys that follow from who calls."""
    signed = caller.kind not in ("Anonymous", "WebIdentity")
    known = {
        "aws:PrincipalType": "FederatedUser" if caller.kind == "WebIdentity" else caller.kind,
        "aws:userid": caller.userid,
        "aws:username": caller.username if caller.kind == "User" else None,
        "aws:PrincipalAccount": "anonymous" if caller.kind == "Anonymous" else caller.account or None,
        "aws:PrincipalIsAWSService": str(caller.kind == "AWSService").lower() if signed else None,
        "aws:PrincipalServiceName": caller.service,
        "kms:CallerAccount": caller.account or None,
        "aws:PrincipalArn": None,
    }
    if caller.account:  # a session of a role shows the role's ARN, everybody else their own
        known["aws:PrincipalArn"] = caller.origin_arn if caller.kind == "AssumedRole" else caller.arn
    return known | {f"aws:PrincipalTag/{name}": value for name, value in caller.tags.items()}


def named_by(element: Any, caller: Caller) -> set[str]:
    """Return every way in which a Principal element names `caller`."""
    if element == "*":
        return {EVERYONE}
    ways = set()
    for name in as_list(element.get("AWS", [])):
        if name == "*":  # the same as "*" alone
            ways.add(EVERYONE)
        if not caller.account:
            continue
        if name in (caller.arn, caller.userid):
            ways.add(ITSELF)
        if name in (caller.origin_arn, caller.origin_id):
            ways.add(ROLE)
        if name in (caller.account, f"arn:aws:iam::{caller.account}:root"):
            ways.add(ACCOUNT)
    if caller.service in as_list(element.get("Service", [])) or caller.provider in as_list(
        element.get("Federated", [])
    ):
        ways.add(ITSELF)
    return ways


def named_by_statement(statement: dict[str, Any], caller: Caller, *, bounded: bool) -> set[str]:
    """Return how a statement of a resource policy names `caller`; `bounded` if a permissions boundary is attached.

    A Deny with NotPrincipal spares whom it lists: the caller or its role; the account alone does not spare its users
    (*ours* where AWS says "might"). It spares nobody who has a permissions boundary ("Permissions boundaries").
    An Allow with NotPrincipal is for all but the listed.
    """
    if "NotPrincipal" not in statement:
        return named_by(statement["Principal"], caller) if "Principal" in statement else set()
    listed = named_by(statement["NotPrincipal"], caller)
    if statement["Effect"] == "Deny":
        spared = bool(listed - {ACCOUNT}) and not (bounded and caller.kind in ("User", "AssumedRole"))
    else:
        spared = bool(listed)
    return set() if spared else {EVERYONE}
