from datetime import timedelta

import pytest

from sealcanvas.iam.service import iam
from sealcanvas.service.instance import Instance
from sealcanvas.sts.assume import CannotAssumeRole, assume_as_service
from sealcanvas.sts.authenticate import authenticate
from sealcanvas.sts.role_call import role_call
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as
from tests.unit.iam.asking import EVERYTHING, make_role, make_user, root, trusting

SAGEMAKER, FORECAST = "sagemaker.amazonaws.com", "forecast.amazonaws.com"
VIA = ("sagemaker.us-east-1.amazonaws.com",)
JOB = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:automl-job/j1"
CONDITION = {
    "StringEquals": {"aws:SourceAccount": ACCOUNT},
    "ArnLike": {"aws:SourceArn": f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:*"},
}


def test_a_service_gets_credentials_of_a_role_that_trusts_it(instance: Instance, clock: Clock) -> None:
    arn = make_role(instance, "R", trusting({"Service": SAGEMAKER}, Condition=CONDITION))
    credentials = assume_as_service(
        instance, arn, service=SAGEMAKER, source_arn=JOB, session_name="SageMaker", via=VIA, duration_seconds=900
    )
    assert credentials.expires_at == clock() + timedelta(minutes=15)
    assert credentials.session_token not in repr(credentials)
    identity = authenticate(instance, credentials.access_key_id, credentials.session_token)
    assert identity.principal.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/R/SageMaker"
    assert (identity.via, identity.purpose, identity.session_policies) == (VIA, JOB, None)
    assert identity.secret == credentials.secret
    assert "aws:SourceArn" not in identity.context
    record = instance.trail.newest(1)[0]
    assert (record["eventName"], record["userIdentity"]["invokedBy"]) == ("AssumeRole", SAGEMAKER)
    assert record["sealcanvas"]["purpose"] == JOB
    assert credentials.secret.reveal().decode() not in repr(record)
    assert credentials.session_token not in repr(record)


@pytest.mark.parametrize(
    ("service", "source"),
    [(FORECAST, JOB), (SAGEMAKER, JOB.replace(ACCOUNT, "444455556666")), (SAGEMAKER, JOB.replace("east", "west"))],
)
def test_the_confused_deputy_stays_outside(instance: Instance, service: str, source: str) -> None:
    arn = make_role(instance, "R", trusting({"Service": SAGEMAKER}, Condition=CONDITION))
    with pytest.raises(CannotAssumeRole) as caught:
        assume_as_service(instance, arn, service=service, source_arn=source, session_name="s1")
    assert str(caught.value) == (
        f"Could not assume role {arn}. Please ensure that the role exists and allows principal '{service}' to assume "
        "the role."
    )
    assert caught.value.decision is not None
    assert not caught.value.decision.allowed
    record = instance.trail.newest(1)[0]
    assert (record["errorCode"], record["requestParameters"]["RoleArn"]) == ("AccessDenied", arn)


def test_a_trust_policy_sees_the_roles_tags_also_when_a_service_asks(instance: Instance) -> None:
    tagged = {"StringEquals": {"iam:ResourceTag/team": "red"}}
    arn = make_role(instance, "R", trusting({"Service": SAGEMAKER}, Condition=tagged))
    with pytest.raises(CannotAssumeRole):
        assume_as_service(instance, arn, service=SAGEMAKER, source_arn=JOB, session_name="s1")
    root(instance)("iam:TagRole", RoleName="R", Tags=[{"Key": "team", "Value": "red"}])
    assert assume_as_service(instance, arn, service=SAGEMAKER, source_arn=JOB, session_name="s1")


def test_a_role_that_is_not_there(instance: Instance) -> None:
    with pytest.raises(CannotAssumeRole) as caught:
        assume_as_service(
            instance, f"arn:aws:iam::{ACCOUNT}:role/R", service=SAGEMAKER, source_arn=JOB, session_name="s1"
        )
    assert caught.value.decision is None


def test_a_service_is_not_let_in_by_trust_in_the_account(instance: Instance) -> None:
    arn = make_role(instance, "R", trusting({"AWS": ACCOUNT}))
    with pytest.raises(CannotAssumeRole):
        assume_as_service(instance, arn, service=SAGEMAKER, source_arn=JOB, session_name="s1")


def test_a_service_acts_as_the_role_inside_the_server(instance: Instance) -> None:
    arn = make_role(instance, "R", trusting({"Service": SAGEMAKER}))
    root(instance)("iam:PutRolePolicy", RoleName="R", PolicyName="own", PolicyDocument=EVERYTHING)
    call = role_call(instance, arn, service=SAGEMAKER, source_arn=JOB, session_name="Canvas", via=VIA)
    assert call.principal.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/R/Canvas"
    assert (call.via, call.purpose) == (VIA, JOB)
    assert iam.operations["ListRoles"](call, {})["Roles"]
    record = instance.trail.newest(1)[0]
    assert record["userIdentity"]["arn"] == call.principal.arn
    root(instance)("iam:DeleteRolePolicy", RoleName="R", PolicyName="own")
    root(instance)("iam:DeleteRole", RoleName="R")
    with pytest.raises(CannotAssumeRole):
        role_call(instance, arn, service=SAGEMAKER, source_arn=JOB, session_name="Canvas")


def test_within_an_operation_everything_is_recorded_under_its_request(instance: Instance) -> None:
    arn = make_role(instance, "R", trusting({"Service": SAGEMAKER}))
    outer = call_as(instance, make_user(instance, "jane"))
    outer.journal.events.append(outer.event("sagemaker.amazonaws.com", "CreateAutoMLJobV2"))
    before = len(instance.trail.newest(100))
    call = role_call(instance, arn, service=SAGEMAKER, source_arn=JOB, session_name="s1", within=outer)
    assert call.journal is outer.journal
    assert [(event.name, event.request_id) for event in outer.journal.events] == [
        ("CreateAutoMLJobV2", outer.request_id),
        ("AssumeRole", outer.request_id),
    ]
    assert len(instance.trail.newest(100)) == before
