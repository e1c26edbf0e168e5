"""Inline and attached policies: the same rules for roles, users and groups."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest

from sealcanvas.iam import errors
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import EVERYTHING, make_role, make_user, policy, root, trusting

On = Callable[..., dict[str, Any]]
S3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess"


@pytest.fixture(params=["Role", "User", "Group"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def on(instance: Instance, kind: str) -> On:
    """Asks for an operation on the entity: on("Put{}Policy", …)."""
    ask = root(instance)
    if kind == "Role":
        make_role(instance, "it", trusting({"Service": "sagemaker.amazonaws.com"}))
    elif kind == "User":
        make_user(instance, "it")
    else:
        ask("iam:CreateGroup", GroupName="it")

    def operation(name: str, **request: Any) -> dict[str, Any]:
        return ask(f"iam:{name.format(kind)}", **{f"{kind}Name": "it"}, **request)

    return operation


def test_an_inline_policy_goes_in_and_comes_out(on: On, kind: str) -> None:
    on("Put{}Policy", PolicyName="own", PolicyDocument=EVERYTHING)
    shown = on("Get{}Policy", PolicyName="own")
    assert unquote(shown["PolicyDocument"]) == EVERYTHING
    assert (shown[f"{kind}Name"], shown["PolicyName"]) == ("it", "own")
    assert on("List{}Policies") == {"PolicyNames": ["own"], "IsTruncated": False}
    narrower = policy({"Action": "s3:GetObject", "Resource": "*"})
    on("Put{}Policy", PolicyName="own", PolicyDocument=narrower)
    assert unquote(on("Get{}Policy", PolicyName="own")["PolicyDocument"]) == narrower
    on("Delete{}Policy", PolicyName="own")
    for gone in ("Get{}Policy", "Delete{}Policy"):
        with pytest.raises(errors.NoSuchEntity) as caught:
            on(gone, PolicyName="own")
        assert caught.value.message == f"The {kind.lower()} policy with name own cannot be found."


def test_inline_policies_have_pages(on: On) -> None:
    for name in ("c", "a", "b"):
        on("Put{}Policy", PolicyName=name, PolicyDocument=EVERYTHING)
    first = on("List{}Policies", MaxItems=2)
    assert (first["PolicyNames"], first["IsTruncated"]) == (["a", "b"], True)
    assert on("List{}Policies", Marker=first["Marker"])["PolicyNames"] == ["c"]


def test_inline_policies_together_have_a_limit(on: On, kind: str) -> None:
    limit = {"Role": 10_240, "User": 2_048, "Group": 5_120}[kind]
    half = policy({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::" + "x" * (limit // 2)})
    on("Put{}Policy", PolicyName="first", PolicyDocument=half)
    with pytest.raises(errors.LimitExceeded) as caught:
        on("Put{}Policy", PolicyName="second", PolicyDocument=half)
    assert caught.value.message == f"Maximum policy size of {limit} bytes exceeded for {kind.lower()} it"
    assert caught.value.status == 409
    on("Put{}Policy", PolicyName="first", PolicyDocument=half)


def test_an_inline_policy_that_is_none(on: On) -> None:
    with pytest.raises(errors.MalformedPolicyDocument):
        on("Put{}Policy", PolicyName="own", PolicyDocument='{"Version":"2012-10-17"')
    assert on("List{}Policies")["PolicyNames"] == []


def test_managed_policies_are_attached_and_detached(instance: Instance, on: On) -> None:
    own = root(instance)("iam:CreatePolicy", PolicyName="Own", Path="/x/", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
    for _twice in range(2):
        on("Attach{}Policy", PolicyArn=S3)
    on("Attach{}Policy", PolicyArn=own)
    assert on("ListAttached{}Policies")["AttachedPolicies"] == [
        {"PolicyName": "AmazonS3FullAccess", "PolicyArn": S3},
        {"PolicyName": "Own", "PolicyArn": own},
    ]
    first = on("ListAttached{}Policies", MaxItems=1)
    assert on("ListAttached{}Policies", Marker=first["Marker"])["AttachedPolicies"][0]["PolicyArn"] == own
    assert len(on("ListAttached{}Policies", PathPrefix="/x/")["AttachedPolicies"]) == 1
    on("Detach{}Policy", PolicyArn=S3)
    with pytest.raises(errors.NoSuchEntity, match="was not found"):
        on("Detach{}Policy", PolicyArn=S3)
    assert len(on("ListAttached{}Policies")["AttachedPolicies"]) == 1


def test_what_cannot_be_attached(instance: Instance, on: On) -> None:
    theirs = root(instance, "444455556666")("iam:CreatePolicy", PolicyName="Own", PolicyDocument=EVERYTHING)
    for arn in (theirs["Policy"]["Arn"], f"arn:aws:iam::{ACCOUNT}:policy/Nothing"):
        with pytest.raises(errors.NoSuchEntity) as caught:
            on("Attach{}Policy", PolicyArn=arn)
        assert caught.value.message == f"Policy {arn} does not exist or is not attachable."
    with pytest.raises(errors.InvalidInput, match="is not valid"):
        on("Attach{}Policy", PolicyArn=f"arn:aws:iam::{ACCOUNT}:role/it")


def test_ten_policies_and_no_more(instance: Instance, on: On, kind: str) -> None:
    ask = root(instance)
    arns = [ask("iam:CreatePolicy", PolicyName=f"p{n}", PolicyDocument=EVERYTHING)["Policy"]["Arn"] for n in range(11)]
    for arn in arns[:10]:
        on("Attach{}Policy", PolicyArn=arn)
    with pytest.raises(errors.LimitExceeded, match=f"Cannot exceed quota for PoliciesPer{kind}: 10"):
        on("Attach{}Policy", PolicyArn=arns[10])


def test_no_document_stands_readable_in_the_database(instance: Instance, on: On) -> None:
    secret = policy({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::merger-plans/*"})
    on("Put{}Policy", PolicyName="own", PolicyDocument=secret)
    with instance.database.read() as connection:
        stored = connection.exec_driver_sql("select document from iam_inline_policies").scalars().all()
    assert json.dumps("merger-plans").encode()[1:-1] not in b"".join(stored)
