"""Which answers name a decision: those behind which a policy's refusal stands, in whatever words, and no others."""

from pathlib import Path

import pytest

from sealcanvas.access.decision import Decision
from sealcanvas.iam.administrator import root_call
from sealcanvas.iam.service import iam
from sealcanvas.server.door import DECISION_ID, Door
from sealcanvas.service.call import service_call
from sealcanvas.service.errors import AccessDenied, ValidationException
from sealcanvas.service.instance import Instance
from sealcanvas.service.resource import PlainResource
from sealcanvas.sts.assume import CannotAssumeRole
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import load
from tests.support.instance import make_instance

REQUEST = Request("POST", "/", "", {}, b"", "localhost", "http", "127.0.0.1")
SERVICE = "sagemaker.amazonaws.com"


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return make_instance(tmp_path)


@pytest.fixture
def refused(instance: Instance) -> Decision:
    call = service_call(instance, SERVICE, source_arn=f"arn:aws:sagemaker:us-east-1:{instance.account}:x/y", region="")
    decision = iam.decide(call, "iam:ListUsers", PlainResource("*", instance.account))
    assert not decision.allowed
    return decision


@pytest.fixture
def allowed(instance: Instance) -> Decision:
    decision = iam.decide(root_call(instance), "iam:ListUsers", PlainResource("*", instance.account))
    assert decision.allowed
    return decision


def named(instance: Instance, error: Exception) -> str | None:
    """The id of a decision that the answer to this error gives."""
    operation = load("sagemaker").operations["CreateDomain"]
    return Door(instance).refuse(error, REQUEST, "request-1", operation).response.headers.get(DECISION_ID)


def in_other_words(error: Exception, *, hidden: bool) -> Exception:
    try:
        try:
            raise error
        except type(error) as caught:
            if hidden:
                raise ValidationException("Could not") from None
            raise ValidationException("Could not") from caught
    except ValidationException as worded:
        return worded


def test_a_policys_refusal_is_named(instance: Instance, refused: Decision) -> None:
    assert named(instance, AccessDenied(refused)) == "request-1"


@pytest.mark.parametrize("hidden", [True, False])
def test_a_refusal_in_other_words_is_named(instance: Instance, refused: Decision, hidden: bool) -> None:
    for error in (AccessDenied(refused), CannotAssumeRole("arn", SERVICE, refused)):
        once = in_other_words(error, hidden=hidden)
        assert named(instance, once) == "request-1"
        assert named(instance, in_other_words(once, hidden=hidden)) == "request-1"


@pytest.mark.parametrize("hidden", [True, False])
def test_what_no_policy_refused_names_nothing(instance: Instance, allowed: Decision, hidden: bool) -> None:
    for error in (
        AccessDenied(allowed, "MultiFactorAuthentication failed with invalid MFA one time pass code."),
        CannotAssumeRole("arn", SERVICE),
        ValidationException("A name is too long"),
        KeyError("x"),
    ):
        assert named(instance, error) is None
        assert named(instance, in_other_words(error, hidden=hidden)) is None


def test_errors_that_cause_each_other_end_the_search(instance: Instance) -> None:
    first, second = ValidationException("a"), ValidationException("b")
    first.__cause__, second.__cause__ = second, first
    assert named(instance, first) is None
