"""What may be seen of a job, and by whom: whoever may describe what it works for, and of other accounts nothing."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.iam.users import user_named
from sealcanvas.jobs import events, queue
from sealcanvas.jobs.events import reported
from sealcanvas.jobs.job import Failure, JobSpec, JobState, Progress
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.supervision.dispatcher import Dispatcher
from sealcanvas.sagemaker import stored
from sealcanvas.server.registry import services
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.not_yet import NotYet
from sealcanvas.service.own_errors import AccessDeniedException, ResourceNotFoundException, ValidationException
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as, make_instance

OTHER = "444455556666"
AUTOML = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:automl-job/churn"
PREDICTOR = f"arn:aws:forecast:us-east-1:{ACCOUNT}:predictor/sales"
REKEY = f"arn:aws:sealcanvas:us-east-1:{ACCOUNT}:rekey/one"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def instance(tmp_path: Path, clock: Clock) -> Instance:
    return make_instance(tmp_path, clock)


@pytest.fixture
def root(instance: Instance) -> Call:
    return call_as(instance, Principal.root(ACCOUNT))


def user(root: Call, *statements: dict[str, Any], name: str = "ana") -> Call:
    """A call by a user who may do what the statements say."""
    instance = root.instance
    iam.operations["CreateUser"](root, {"UserName": name})
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    request = {"UserName": name, "PolicyName": "p", "PolicyDocument": document}
    iam.operations["PutUserPolicy"](root, request)
    found = user_named(instance, ACCOUNT, name)
    assert found is not None
    return call_as(instance, found.principal)


def allow(action: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def submit(root: Call, arn: str = AUTOML, **members: Any) -> str:
    spec = JobSpec(
        kind="automl",
        arn=arn,
        role_arn=f"arn:aws:iam::{ACCOUNT}:role/Runner",
        service="sagemaker",
        task="automl",
        payload={"column": "売上"},
    )
    return queue.submit(root, replace(spec, **members)).job_id


def ask(call: Call, name: str, **request: Any) -> dict[str, Any]:
    """An operation's answer, held to its model."""
    answer = services()["sealcanvas"].operations[name](replace(call), request)
    serialize(load("sealcanvas").operations[name], answer, "request")
    return answer


def tell(instance: Instance, job_id: str, phase: str, fraction: float, **details: Any) -> None:
    with instance.database.transaction() as connection:
        what = reported("Running", 1, Progress(phase, fraction, details))
        events.append(connection, job_id, instance.clock(), what)


def test_jobs_are_listed_by_state_and_kind_newest_first_in_pages(instance: Instance, root: Call) -> None:
    for number in range(5):
        submit(root, f"{AUTOML}-{number}", priority=Priority.QUICK)
    submit(root, PREDICTOR, kind="series_train", service="forecast")
    submit(root, AUTOML.replace(ACCOUNT, OTHER))
    Dispatcher(instance, "me", 2, most=1).next()
    listed = ask(root, "ListJobs", Kind="automl", State="Queued", MaxResults=3)
    assert [job["JobArn"][-1] for job in listed["Jobs"]] == ["4", "3", "2"]
    listed = ask(root, "ListJobs", Kind="automl", State="Queued", MaxResults=3, NextToken=listed["NextToken"])
    assert [job["JobArn"][-1] for job in listed["Jobs"]] == ["1"]
    assert "NextToken" not in listed
    assert [job["JobArn"] for job in ask(root, "ListJobs", State="Running")["Jobs"]] == [f"{AUTOML}-0"]
    everything = ask(root, "ListJobs")["Jobs"]
    assert len(everything) == 6
    assert {job["Priority"] for job in everything} == {"Quick", "Standard"}
    assert "売上" not in str(everything)
    with pytest.raises(ValidationException, match="pagination token"):
        ask(root, "ListJobs", NextToken="x")


def test_another_accounts_jobs_are_not_there(root: Call) -> None:
    theirs = AUTOML.replace(ACCOUNT, OTHER)
    submit(root, theirs)
    assert ask(root, "ListJobs")["Jobs"] == []
    for name in ("DescribeJob", "ListJobEvents", "StopJob"):
        with pytest.raises(AccessDeniedException):
            ask(user(root, allow("*"), name=name), name, JobArn=theirs)


@pytest.mark.parametrize(
    ("arn", "describe", "stop"),
    [
        (AUTOML, "sagemaker:DescribeAutoMLJobV2", "sagemaker:StopAutoMLJob"),
        (PREDICTOR, "forecast:DescribeAutoPredictor", "forecast:StopResource"),
        (REKEY, "sealcanvas:DescribeJob", "sealcanvas:StopJob"),
    ],
)
def test_whoever_may_describe_or_stop_the_resource_may_see_or_stop_its_job(
    root: Call, arn: str, describe: str, stop: str
) -> None:
    submit(root, arn)
    viewer = user(root, allow(describe, arn), name="viewer")
    assert ask(viewer, "DescribeJob", JobArn=arn)["State"] == "Queued"
    assert ask(viewer, "ListJobEvents", JobArn=arn)["Events"][0]["State"] == "Queued"
    with pytest.raises(AccessDeniedException, match=stop):
        ask(viewer, "StopJob", JobArn=arn)
    stopper = user(root, allow(stop, arn), name="stopper")
    for name in ("DescribeJob", "ListJobEvents"):
        with pytest.raises(AccessDeniedException, match=describe):
            ask(stopper, name, JobArn=arn)
    assert ask(stopper, "StopJob", JobArn=arn) == {"State": "Stopped"}
    assert ask(stopper, "StopJob", JobArn=arn) == {"State": "Stopped"}
    with pytest.raises(AccessDeniedException, match="sealcanvas:ListJobs"):
        ask(viewer, "ListJobs")


def test_the_resources_tags_decide(root: Call) -> None:
    stored.store(root, "automl-job", AUTOML, "churn", "InProgress", {"Tags": [{"Key": "team", "Value": "a"}]})
    submit(root)
    for team, name in (("a", "ana"), ("b", "bob")):
        condition = {"StringEquals": {"aws:ResourceTag/team": team}}
        call = user(root, allow("sagemaker:*", Condition=condition), name=name)
        if team == "a":
            assert ask(call, "DescribeJob", JobArn=AUTOML)["State"] == "Queued"
        else:
            with pytest.raises(AccessDeniedException):
                ask(call, "DescribeJob", JobArn=AUTOML)


def test_what_is_no_job_is_told_so_and_only_to_whoever_might_see_it(root: Call) -> None:
    with pytest.raises(ResourceNotFoundException, match="There is no job for"):
        ask(root, "DescribeJob", JobArn=AUTOML)
    with pytest.raises(AccessDeniedException):
        ask(user(root, allow("s3:*")), "DescribeJob", JobArn=AUTOML)
    with pytest.raises(ValidationException, match="is not the ARN of a job"):
        ask(root, "DescribeJob", JobArn="arn:aws:s3:::bucket/and-a-key")


def test_a_job_tells_where_it_stands_and_an_estimate_that_ages(instance: Instance, root: Call, clock: Clock) -> None:
    job_id = submit(root)
    Dispatcher(instance, "me", 2).next()
    details: dict[str, object] = {"candidate": "lightgbm-1", "score": 0.7, "best": 0.8, "eta_seconds": 30.0}
    details |= {"metric": "F1", "direction": "Maximize"}
    tell(instance, job_id, "ModelTuning", 0.4, **details)
    clock.advance(seconds=10)
    told = ask(root, "DescribeJob", JobArn=AUTOML)
    assert told["BestScore"] == {"MetricName": "F1", "Value": 0.8, "Direction": "Maximize"}
    [*_, newest] = ask(root, "ListJobEvents", JobArn=AUTOML)["Events"]
    assert newest["CandidateScore"] == {"MetricName": "F1", "Value": 0.7, "Direction": "Maximize"}
    assert (told["Phase"], told["Fraction"], told["Candidate"], told["EtaSeconds"]) == (
        "ModelTuning",
        0.4,
        "lightgbm-1",
        20.0,
    )
    clock.advance(seconds=25)
    assert "EtaSeconds" not in ask(root, "DescribeJob", JobArn=AUTOML)  # it has passed: nobody knows any more
    queue.end(instance, job_id, JobState.FAILED, failure=Failure("ClientError", "No such column."))
    told = ask(root, "DescribeJob", JobArn=AUTOML)
    assert (told["State"], told["FailureCode"], told["FailureReason"]) == ("Failed", "ClientError", "No such column.")


def test_events_go_on_from_a_token_until_the_job_has_ended(instance: Instance, root: Call) -> None:
    job_id = submit(root)
    first = ask(root, "ListJobEvents", JobArn=AUTOML)
    nothing = ask(root, "ListJobEvents", JobArn=AUTOML, NextToken=first["NextToken"])
    assert nothing["Events"] == []
    for number in range(3):
        tell(instance, job_id, "ModelTuning", 0.1, candidate=f"c-{number}")
    queue.end(instance, job_id, JobState.SUCCEEDED)
    told, token = [], nothing["NextToken"]
    while token:
        page = ask(root, "ListJobEvents", JobArn=AUTOML, NextToken=token, MaxResults=2)
        told += [event.get("Candidate", event["State"]) for event in page["Events"]]
        token = page.get("NextToken")
    assert told == ["c-0", "c-1", "c-2", "Succeeded"]
    with pytest.raises(ValidationException, match="pagination token"):
        ask(root, "ListJobEvents", JobArn=AUTOML, NextToken="x")


def test_a_token_of_an_older_job_under_the_same_arn_begins_with_the_new_ones_first(
    instance: Instance, root: Call
) -> None:
    old = submit(root)
    token = ask(root, "ListJobEvents", JobArn=AUTOML)["NextToken"]
    queue.end(instance, old, JobState.STOPPED)
    submit(root)
    told = ask(root, "ListJobEvents", JobArn=AUTOML, NextToken=token)
    assert [event["State"] for event in told["Events"]] == ["Queued"]


def test_with_wait_seconds_and_nothing_new_it_is_to_be_asked_again_and_audits_nothing(
    instance: Instance, root: Call
) -> None:
    job_id = submit(root)
    token = ask(root, "ListJobEvents", JobArn=AUTOML)["NextToken"]
    before = len(instance.trail.newest(100))
    with pytest.raises(NotYet) as waiting:
        ask(root, "ListJobEvents", JobArn=AUTOML, NextToken=token, WaitSeconds=20)
    assert len(instance.trail.newest(100)) == before
    assert waiting.value.seconds == 20
    assert not waiting.value.ready()
    tell(instance, job_id, "Training", 0.1)
    assert waiting.value.ready()
    late = replace(root, waited=20.0)
    assert (
        ask(late, "ListJobEvents", JobArn=AUTOML, NextToken=token, WaitSeconds=20)["Events"][0]["Phase"] == "Training"
    )
    assert len(instance.trail.newest(100)) == before + 1
