import json
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam.errors import AccessDenied
from sealcanvas.service.instance import Instance
from sealcanvas.sts import errors
from tests.support.instance import ACCOUNT, call_as
from tests.unit.iam.asking import ask_as, asker, make_user, root

OTHER = "444455556666"
HELPER = {"Action": "sts:DecodeAuthorizationMessage", "Resource": "*"}


def _refused(instance: Instance, principal: Principal, operation: str = "iam:ListRoles", **members: Any) -> str:
    """The id of a decision that refused; the response header carries it."""
    call = call_as(instance, principal)
    with pytest.raises(AccessDenied):
        asker(call)(operation, **members)
    return call.request_id


def _decode(instance: Instance, message: str, account: str = ACCOUNT) -> dict[str, Any]:
    helper = make_user(instance, "helper", HELPER, account=account)
    decoded = ask_as(instance, helper)("sts:DecodeAuthorizationMessage", EncodedMessage=message)["DecodedMessage"]
    found: dict[str, Any] = json.loads(decoded)
    return found


def test_an_implicit_deny_has_awss_form(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    message = _decode(instance, _refused(instance, jane))
    conditions = message["context"].pop("conditions")
    assert message == {
        "allowed": False,
        "explicitDeny": False,
        "matchedStatements": {"items": []},
        "failures": {"items": []},
        "context": {
            "principal": {"id": jane.principal_id, "name": "jane", "arn": jane.arn},
            "action": "iam:ListRoles",
            "resource": f"arn:aws:iam::{ACCOUNT}:role/",
        },
    }
    assert {"key": "aws:PrincipalAccount", "values": {"items": [{"value": ACCOUNT}]}} in conditions["items"]


def test_an_explicit_deny_shows_its_statement(instance: Instance) -> None:
    deny = {
        "Sid": "Never",
        "Effect": "Deny",
        "Action": "iam:*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:username": ["jane", "ジェーン"]}},
    }
    jane = make_user(instance, "jane", {"Action": "*", "Resource": "*"}, deny)
    message = _decode(instance, _refused(instance, jane))
    assert message["explicitDeny"] is True
    assert message["matchedStatements"]["items"] == [
        {
            "statementId": "Never",
            "effect": "DENY",
            "document": "inline policy own of user jane",
            "line": 1,
            "conditions": {
                "items": [{"key": "aws:username", "values": {"items": [{"value": "jane"}, {"value": "ジェーン"}]}}]
            },
        }
    ]


def test_a_condition_that_failed_is_among_the_failures(instance: Instance) -> None:
    only = {"Action": "iam:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    message = _decode(instance, _refused(instance, make_user(instance, "jane", only)))
    assert message["failures"]["items"] == ["statement 1 (line 1) of inline policy own of user jane"]


def test_it_needs_a_permission_of_its_own(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    with pytest.raises(errors.AccessDenied, match="sts:DecodeAuthorizationMessage"):
        ask_as(instance, jane)("sts:DecodeAuthorizationMessage", EncodedMessage=_refused(instance, jane))


def test_refusals_of_another_account_and_calls_that_were_allowed_are_no_messages(instance: Instance) -> None:
    theirs = _refused(instance, make_user(instance, "ada", account=OTHER))
    allowed = call_as(instance, Principal.root(ACCOUNT))
    asker(allowed)("iam:ListRoles")
    for message in (theirs, allowed.request_id, "none", "x" * 10_240, "a\nb", "日本"):
        with pytest.raises(errors.InvalidAuthorizationMessageException) as caught:
            root(instance)("sts:DecodeAuthorizationMessage", EncodedMessage=message)
        assert (caught.value.code, caught.value.status) == ("InvalidAuthorizationMessageException", 400)
    assert _decode(instance, theirs, OTHER)["context"]["principal"]["name"] == "ada"
