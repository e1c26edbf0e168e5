"""AWS's own examples of whole statements and policies, decided.

Each test names its page of the IAM User Guide; what AWS leaves open says *ours*.
"""

import json
from typing import Any

import pytest

from sealcanvas.access import ANONYMOUS, AccessRequest, NamedPolicy, PolicyDocument, PolicySet, Principal, decide
from sealcanvas.access.context import Context
from sealcanvas.access.policy import PolicyKind

ACCOUNT = "111122223333"
JANE = Principal.user(ACCOUNT, "jane", "AIDAJANE", tags={"team": "yellow"})
ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"
SESSION = Principal.role_session(ROLE, "AROAAPP", "one")


def document(kind: PolicyKind, *statements: Any, version: str | None = "2012-10-17") -> NamedPolicy:
    body: dict[str, Any] = {} if version is None else {"Version": version}
    return NamedPolicy(kind, PolicyDocument.parse(json.dumps(body | {"Statement": list(statements)}), kind))


def asked(
    principal: Principal = JANE,
    *,
    identity: list[Any] | None = None,
    bucket: list[Any] | None = None,
    boundary: Any = None,
    context: dict[str, str] | None = None,
    resource: str = "arn:aws:s3:::b/jane/k",
) -> str:
    policies = PolicySet(
        identity=(document("identity", *identity),) if identity else (),
        resource=document("bucket", *bucket) if bucket else None,
        boundary=None if boundary is None else document("boundary", boundary),
    )
    return decide(AccessRequest(principal, "s3:GetObject", resource, ACCOUNT, context or {}), policies).outcome


@pytest.mark.parametrize(
    ("operator", "secure", "denied"),
    [
        ("Bool", "false", True),
        ("Bool", "true", False),
        ("Bool", None, False),
        ("BoolIfExists", "false", True),
        ("BoolIfExists", "true", False),
        ("BoolIfExists", None, True),
    ],
)
def test_plain_text_transport_is_denied(operator: str, secure: str | None, denied: bool) -> None:
    """Page: "Condition operators", Boolean and IfExists."""
    context = {} if secure is None else {"aws:SecureTransport": secure}
    no_http = {
        "Effect": "Deny",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {operator: {"aws:SecureTransport": "false"}},
    }
    assert (asked(identity=[ALLOW, no_http], context=context) == "explicit-deny") is denied


@pytest.mark.parametrize(
    ("spared", "principal", "boundary", "expected"),
    [
        ([JANE.arn, ROOT], JANE, None, "allowed"),
        ([ROOT], JANE, None, "explicit-deny"),  # ours: the account alone spares only its root user
        ([ROOT], Principal.root(ACCOUNT), None, "allowed"),
        ([SESSION.arn, ROLE, ROOT], SESSION, None, "allowed"),
        ([JANE.arn, ROOT], SESSION, None, "explicit-deny"),
        ([JANE.arn, ROOT], JANE, ALLOW, "explicit-deny"),  # "always", with a permissions boundary
        ([SESSION.arn, ROLE, ROOT], SESSION, ALLOW, "explicit-deny"),
    ],
)
def test_not_principal_with_deny(spared: list[str], principal: Principal, boundary: Any, expected: str) -> None:
    """Pages: "NotPrincipal"; "Permissions boundaries for IAM entities"."""
    deny = {"Effect": "Deny", "NotPrincipal": {"AWS": spared}, "Action": "s3:*", "Resource": "*"}
    assert asked(principal, identity=[ALLOW], bucket=[deny], boundary=boundary) == expected


@pytest.mark.parametrize("version", ["2012-10-17", "2008-10-17", None])
def test_variables_need_their_version(version: str | None) -> None:
    """Page: "Variables and tags"."""
    home = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username}/*"}
    policies = PolicySet(identity=(document("identity", home, version=version),))

    def allowed(resource: str) -> bool:
        return decide(AccessRequest(JANE, "s3:GetObject", resource, ACCOUNT, {}), policies).allowed

    assert allowed("arn:aws:s3:::b/jane/k") is (version == "2012-10-17")
    assert allowed("arn:aws:s3:::b/${aws:username}/k") is (version != "2012-10-17")
    assert not allowed("arn:aws:s3:::b/raj/k")


@pytest.mark.parametrize(
    ("element", "effect", "expected"),
    [
        ("Resource", "Allow", "implicit-deny"),
        ("Resource", "Deny", "allowed"),
        ("NotResource", "Deny", "explicit-deny"),
        ("NotResource", "Allow", "implicit-deny"),  # ours: an Allow gives nothing out of what is not known
    ],
)
def test_a_resource_with_a_variable_without_value(element: str, effect: str, expected: str) -> None:
    """Page: "Variables and tags", Policy variables with no value."""
    statement = {"Effect": effect, "Action": "s3:*", element: "arn:aws:s3:::b/${aws:PrincipalTag/none}"}
    assert asked(identity=[statement, *([ALLOW] if effect == "Deny" else [])]) == expected


def test_a_resources_wildcard_crosses_slashes_and_ends_beyond_colons() -> None:
    """Page: "Resource", Using wildcards in resource ARNs."""
    middle = [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*/test/*"}]
    for inside in (
        "1/test/object.jpg",
        "1/2/test/3/object.jpg",
        "1/2/test/3.jpg",
        "1///test///object.jpg",
        "/test/o",
        "1/test/",
    ):
        assert asked(identity=middle, resource=f"arn:aws:s3:::b/{inside}") == "allowed", inside
    for outside in ("1-test/object.jpg", "test/object.jpg", "1/2/test.jpg"):
        assert asked(identity=middle, resource=f"arn:aws:s3:::b/{outside}") == "implicit-deny", outside
    assert asked(identity=[ALLOW | {"Resource": "arn:aws:s3:::b/*"}], resource="arn:aws:s3:::b/a:b:c") == "allowed"


def test_who_calls_is_said_even_of_strangers() -> None:
    """Page: "AWS global condition context keys", Availability."""
    context = Context(AccessRequest(ANONYMOUS, "s3:GetObject", "arn:aws:s3:::b/k", ACCOUNT, {}))
    assert context.get("aws:principalaccount") == ("anonymous",)
    assert context.get("aws:principaltype") == ("Anonymous",)
    assert context.get("aws:userid") == ("anonymous",)
    assert context.get("aws:principalarn") is None
    assert context.get("aws:principalisawsservice") is None


def test_the_carlos_example() -> None:
    """Page: "Policy evaluation logic", Example identity-based and resource-based policy evaluation."""
    carlos = Principal.user(ACCOUNT, "carlossalazar", "AIDACARLOS")
    own = ["arn:aws:s3:::carlossalazar/*", "arn:aws:s3:::carlossalazar"]
    identity = [
        {"Effect": "Allow", "Action": ["s3:GetBucketLocation", "s3:ListAllMyBuckets"], "Resource": "arn:aws:s3:::*"},
        {"Effect": "Allow", "Action": "s3:*", "Resource": own},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::*log*"},
    ]
    bucket = [{"Effect": "Allow", "Principal": {"AWS": carlos.arn}, "Action": "s3:*", "Resource": own}]
    assert asked(carlos, identity=identity, bucket=bucket, resource="arn:aws:s3:::carlossalazar/f") == "allowed"
    assert asked(carlos, identity=identity, resource="arn:aws:s3:::carlossalazar/f") == "allowed"
    assert asked(carlos, bucket=bucket, resource="arn:aws:s3:::carlossalazar/f") == "allowed"
    assert asked(carlos, identity=identity, resource="arn:aws:s3:::carlossalazar-logs/f") == "explicit-deny"
    assert asked(carlos, identity=identity, resource="arn:aws:s3:::other/f") == "implicit-deny"


def test_a_federated_user_without_a_session_policy_has_nothing_of_its_own() -> None:
    """Pages: "Policy evaluation logic", Session policies; "Permissions for GetFederationToken"."""
    bob = Principal.federated_user(ACCOUNT, "bob", JANE.arn, JANE.principal_id)
    mine = document("identity", ALLOW)

    def decided(*, session: tuple[NamedPolicy, ...] | None, named: str | None = None) -> tuple[str, str]:
        allow = ALLOW | {"Principal": {"AWS": named}}
        bucket = document("bucket", allow) if named else None
        policies = PolicySet(identity=(mine,), session=session, resource=bucket)
        decision = decide(AccessRequest(bob, "s3:GetObject", "arn:aws:s3:::b/k", ACCOUNT, {}), policies)
        return decision.outcome, decision.reason

    assert decided(session=None) == ("implicit-deny", "session")
    assert decided(session=()) == ("implicit-deny", "session")
    assert decided(session=(document("session", ALLOW),))[0] == "allowed"
    assert decided(session=None, named=bob.arn)[0] == "allowed"
    assert decided(session=None, named=JANE.arn) == ("implicit-deny", "session")
    assert decided(session=None, named="*")[0] == "allowed"
