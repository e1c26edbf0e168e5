import pytest

from sealcanvas.iam.errors import AccessDenied, NoSuchEntity
from sealcanvas.iam.pass_role import check_pass_role
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, call_as
from tests.unit.iam.asking import make_role, make_user, trusting

SAGEMAKER = "sagemaker.amazonaws.com"


class Denied(AccessDenied):
    """The asking service's own."""


def _pass_role(resource: str, **condition: dict[str, str]) -> dict[str, object]:
    return {"Action": "iam:PassRole", "Resource": resource} | ({"Condition": condition} if condition else {})


def test_passing_is_allowed_by_the_callers_policies(instance: Instance) -> None:
    arn = make_role(instance, "Runner", trusting({"Service": SAGEMAKER}))
    jane = make_user(instance, "jane", _pass_role(arn, StringEquals={"iam:PassedToService": SAGEMAKER}))
    call = call_as(instance, jane)
    assert check_pass_role(call, arn, SAGEMAKER, Denied).arn == arn
    with pytest.raises(Denied):
        check_pass_role(call, arn, "forecast.amazonaws.com", Denied)
    assert [decision.allowed for decision in call.journal.decisions] == [True, False]


def test_the_refusal_is_awss_sentence(instance: Instance) -> None:
    arn = make_role(instance, "Runner", trusting({"AWS": ACCOUNT}))
    with pytest.raises(Denied) as caught:
        check_pass_role(call_as(instance, make_user(instance, "jane")), arn, SAGEMAKER, Denied)
    assert caught.value.message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/jane is not authorized to perform: iam:PassRole on resource: {arn} "
        "because no identity-based policy allows the iam:PassRole action"
    )


def test_a_role_that_is_not_there_is_told_to_those_only_who_may_pass_it(instance: Instance) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:role/Nobody"
    allowed, stranger = make_user(instance, "jane", _pass_role("*")), make_user(instance, "joe")
    with pytest.raises(NoSuchEntity, match="The role with name Nobody cannot be found"):
        check_pass_role(call_as(instance, allowed), arn, SAGEMAKER, Denied)
    with pytest.raises(Denied):
        check_pass_role(call_as(instance, stranger), arn, SAGEMAKER, Denied)


def test_a_role_of_another_account_is_never_passed(instance: Instance) -> None:
    arn = make_role(instance, "Runner", trusting({"AWS": ACCOUNT}), account="444455556666")
    with pytest.raises(Denied):
        check_pass_role(call_as(instance, make_user(instance, "jane", _pass_role("*"))), arn, SAGEMAKER, Denied)


def test_conditions_on_the_associated_resource_and_on_tags(instance: Instance) -> None:
    arn = make_role(instance, "Runner", trusting({"AWS": ACCOUNT}), Tags=[{"Key": "team", "Value": "blue"}])
    job = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:domain/d-1"
    jane = make_user(instance, "jane", _pass_role("*", ArnLike={"iam:AssociatedResourceArn": job}))
    joe = make_user(instance, "joe", _pass_role("*", StringEquals={"iam:ResourceTag/team": "blue"}))
    assert check_pass_role(call_as(instance, jane), arn, SAGEMAKER, Denied, associated_resource_arn=job)
    with pytest.raises(Denied):
        check_pass_role(call_as(instance, jane), arn, SAGEMAKER, Denied)
    assert check_pass_role(call_as(instance, joe), arn, SAGEMAKER, Denied)
