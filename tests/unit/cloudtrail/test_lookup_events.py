"""LookupEvents: an account's own events by each attribute, in pages, in time, newest first."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from sealcanvas.access.principal import Principal
from sealcanvas.audit.event_kinds import is_data_event, is_read_only
from sealcanvas.audit.lookups import take_in
from sealcanvas.audit.resource_types import names_of, resource_type
from sealcanvas.audit.tables import lookups, taken_in
from sealcanvas.cloudtrail import lookup_events
from sealcanvas.iam.administrator import root_call
from sealcanvas.kms import kms
from sealcanvas.organizations.operations_create_account import create_account
from sealcanvas.organizations.operations_organization import create_organization
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as, make_instance
from tests.unit.sagemaker.sagemaker_world import make_user


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def instance(tmp_path: Path, clock: Clock) -> Iterator[Instance]:
    instance = make_instance(tmp_path / "home", clock)
    yield instance
    instance.database.close()


@pytest.fixture
def admin(instance: Instance) -> Call:
    return make_user(instance, "admin", {"Action": "*", "Resource": "*"})


@pytest.fixture
def key(admin: Call) -> str:
    return str(kms.operations["CreateKey"](admin)["KeyMetadata"]["Arn"])


def found(call: Call, attribute: str = "", value: str = "", **members: Any) -> list[dict[str, Any]]:
    if attribute:
        members["LookupAttributes"] = [{"AttributeKey": attribute, "AttributeValue": value}]
    answer: list[dict[str, Any]] = lookup_events(call, members)["Events"]
    return answer


def names(events: list[dict[str, Any]]) -> list[str]:
    return [event["EventName"] for event in events]


def test_an_event_is_told_as_cloudtrail_tells_it(admin: Call, key: str) -> None:
    kms.operations["DescribeKey"](admin, {"KeyId": key})
    (event,) = found(admin, "EventName", "DescribeKey")
    record = json.loads(event.pop("CloudTrailEvent"))
    assert event == {
        "EventId": record["eventID"],
        "EventName": "DescribeKey",
        "EventSource": "kms.amazonaws.com",
        "EventTime": event["EventTime"],
        "ReadOnly": "true",
        "Username": "admin",
        "Resources": [{"ResourceType": "AWS::KMS::Key", "ResourceName": key}],
    }
    assert record["eventTime"] == event["EventTime"].strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (record["readOnly"], record["managementEvent"], record["eventCategory"]) == (True, True, "Management")
    assert record["userIdentity"]["arn"] == admin.principal.arn
    assert record["requestParameters"] == {"keyId": key}
    assert record["sealcanvas"]["decisions"][0]["allowed"] is True


def test_each_attribute_finds_its_events(instance: Instance, admin: Call, key: str) -> None:
    kms.operations["DescribeKey"](admin, {"KeyId": key})
    kim = make_user(instance, "kim")
    with pytest.raises(ServiceError):
        kms.operations["DescribeKey"](kim, {"KeyId": key})
    (refused,) = found(admin, "Username", "kim")
    record = json.loads(refused["CloudTrailEvent"])
    assert record["errorCode"] == "AccessDeniedException"
    assert record["requestID"] == kim.request_id
    assert names(found(admin, "EventId", refused["EventId"])) == ["DescribeKey"]
    assert set(names(found(admin, "EventSource", "kms.amazonaws.com"))) == {"CreateKey", "DescribeKey"}
    assert names(found(admin, "ResourceName", key))[:2] == ["DescribeKey", "DescribeKey"]
    assert found(admin, "ResourceName", key) == found(admin, "ResourceName", key.rpartition("/")[2])
    assert "CreateKey" not in names(found(admin, "ReadOnly", "true"))
    assert "CreateUser" in names(found(admin, "ReadOnly", "false"))
    assert "CreateUser" in names(found(admin, "Username", "root"))
    assert "CreateUser" in names(found(admin, "ResourceType", "AWS::IAM::User"))
    assert found(admin, "AccessKeyId", "AKIANOBODY") == []
    assert found(admin, "EventName", "describekey") == []


@pytest.mark.parametrize(
    ("name", "read_only", "data"),
    [
        ("Decrypt", True, False),
        ("Sign", True, False),
        ("VerifyMac", True, False),
        ("GenerateDataKeyPair", True, False),
        ("DeriveSharedSecret", True, False),
        ("CreateGrant", False, False),
        ("AssumeRole", True, False),
        ("ConsoleLogin", False, False),
        ("GetObject", True, True),
        ("PutObject", False, True),
        ("ListBuckets", True, False),
    ],
)
def test_what_kind_of_event_it_is(name: str, read_only: bool, data: bool) -> None:
    assert (is_read_only(name), is_data_event(name)) == (read_only, data)


@pytest.mark.parametrize(
    ("arn", "kind", "also"),
    [
        ("arn:aws:kms:us-east-1:1:key/1a-2b", "AWS::KMS::Key", "1a-2b"),
        ("arn:aws:s3:::data", "AWS::S3::Bucket", "data"),
        ("arn:aws:s3:::data/a/b.csv", "AWS::S3::Object", "data"),
        ("arn:aws:iam::1:role/service-role/R", "AWS::IAM::Role", "R"),
        ("arn:aws:sagemaker:us-east-1:1:user-profile/d-1/ana", "AWS::SageMaker::UserProfile", "ana"),
        ("arn:aws:sealcanvas:us-east-1:1:model-version/m-1", "Sealcanvas::ModelVersion", "m-1"),
        ("arn:aws:ec2:us-east-1:1:vpc/v", "", "v"),
    ],
)
def test_what_resource_an_arn_names(arn: str, kind: str, also: str) -> None:
    assert resource_type(arn) == kind
    assert {arn, also} <= set(names_of(arn))


def test_events_come_newest_first_in_pages_that_neither_miss_nor_repeat(
    instance: Instance, admin: Call, key: str, clock: Clock
) -> None:
    for number in range(23):
        if number % 3 == 0:  # several at one time
            clock.advance(seconds=1)
        kms.operations["DescribeKey"](admin, {"KeyId": key})
    asked = {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "DescribeKey"}], "MaxResults": 5}
    seen: list[str] = []
    token: dict[str, str] = {}
    while True:
        answer = lookup_events(admin, asked | token)
        seen += [event["EventId"] for event in answer["Events"]]
        kms.operations["DescribeKey"](admin, {"KeyId": key})  # what comes meanwhile is on no later page
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    recorded = [each["eventID"] for each in instance.trail.newest(500) if each["eventName"] == "DescribeKey"]
    assert seen == recorded[-23:]


def test_times_are_both_included(admin: Call, key: str, clock: Clock) -> None:
    at = []
    for _ in range(3):
        clock.advance(seconds=10)
        kms.operations["DescribeKey"](admin, {"KeyId": key})
        at.append(clock().replace(microsecond=0))
    name = ("EventName", "DescribeKey")
    assert len(found(admin, *name, StartTime=at[1])) == 2
    assert len(found(admin, *name, EndTime=at[1])) == 2
    assert len(found(admin, *name, StartTime=at[1], EndTime=at[1])) == 1
    assert found(admin, *name, StartTime=at[2] + timedelta(seconds=2)) == []
    assert len(found(admin, StartTime=at[0], EndTime=at[0])) >= 1


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "x"}] * 2}, "InvalidLookupAttributes"),
        ({"LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "yes"}]}, "InvalidLookupAttributes"),
        ({"NextToken": "x"}, "InvalidNextToken"),
        ({"NextToken": ""}, "InvalidNextToken"),
        ({"NextToken": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTkgMQ=="}, "InvalidNextToken"),
    ],
)
def test_what_is_refused(admin: Call, members: dict[str, Any], code: str) -> None:
    with pytest.raises(ServiceError) as refused:
        lookup_events(admin, members)
    assert refused.value.code == f"{code}Exception"


def test_the_range_and_insights(admin: Call, clock: Clock) -> None:
    with pytest.raises(ServiceError, match="after the end"):
        lookup_events(admin, {"StartTime": clock() + timedelta(seconds=5), "EndTime": clock()})
    assert lookup_events(admin, {"EventCategory": "insight"}) == {"Events": []}


def test_it_needs_its_permission(instance: Instance, admin: Call) -> None:
    with pytest.raises(ServiceError, match="cloudtrail:LookupEvents"):
        lookup_events(make_user(instance, "kim", {"Action": "kms:*", "Resource": "*"}))
    assert lookup_events(make_user(instance, "lee", {"Action": "cloudtrail:LookupEvents", "Resource": "*"}))


def test_another_accounts_events_are_its_own(instance: Instance, admin: Call, key: str) -> None:
    create_organization(root_call(instance))
    request = {"AccountName": "team", "Email": "team@example.com"}
    member = create_account(root_call(instance), request)["CreateAccountStatus"]["AccountId"]
    other = call_as(instance, Principal.root(member))
    assert found(other, "ResourceName", key) == []
    with pytest.raises(ServiceError):
        kms.operations["DescribeKey"](other, {"KeyId": key})
    assert names(found(other, "EventName", "DescribeKey")) == ["DescribeKey"]
    assert ACCOUNT not in {json.loads(each["CloudTrailEvent"])["recipientAccountId"] for each in found(other)}


def test_an_event_tells_nothing_of_another_accounts_policies(instance: Instance, admin: Call) -> None:
    create_organization(root_call(instance))
    request = {"AccountName": "team", "Email": "team@example.com"}
    member = create_account(root_call(instance), request)["CreateAccountStatus"]["AccountId"]
    other = call_as(instance, Principal.root(member))
    tagged = {"StringEquals": {"aws:PrincipalTag/project": "hush-hush"}}
    secret = {"Sid": "SecretSid", "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}
    own = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [own, {**secret, "Condition": tagged}]})
    asked = {"Policy": policy, "Tags": [{"TagKey": "client", "TagValue": "Acme"}]}
    arn = kms.operations["CreateKey"](admin, asked)["KeyMetadata"]["Arn"]
    with pytest.raises(ServiceError):
        kms.operations["DescribeKey"](other, {"KeyId": arn})
    with pytest.raises(ServiceError):
        kms.operations["DescribeKey"](make_user(instance, "kim"), {"KeyId": arn})
    (event,) = found(other, "EventName", "DescribeKey")
    told = event["CloudTrailEvent"]
    (decision,) = json.loads(told)["sealcanvas"]["decisions"]
    assert (decision["allowed"], decision["request"]["resource"]) == (False, arn)
    assert not any(text in told for text in ("SecretSid", "hush-hush", "Acme"))
    assert any("Acme" in event["CloudTrailEvent"] for event in found(admin, "EventName", "DescribeKey"))


def test_an_event_does_not_tell_whether_another_account_has_a_key(instance: Instance, admin: Call, key: str) -> None:
    create_organization(root_call(instance))
    request = {"AccountName": "team", "Email": "team@example.com"}
    member = create_account(root_call(instance), request)["CreateAccountStatus"]["AccountId"]
    other, none = call_as(instance, Principal.root(member)), f"{key[:-12]}{'0' * 12}"
    seen = []
    for arn in (key, none):
        with pytest.raises(ServiceError):
            kms.operations["DescribeKey"](other, {"KeyId": arn})
        (event,) = found(other, "ResourceName", arn)
        whole = json.loads(event.pop("CloudTrailEvent")) | {"eventID": ""}
        seen.append(json.dumps([event | {"EventId": ""}, whole], default=str).replace(arn, "the key"))
    assert seen[0] == seen[1]


def test_a_trail_without_an_index_is_taken_in_step_by_step(instance: Instance, admin: Call, key: str) -> None:
    for _ in range(150):
        kms.operations["DescribeKey"](admin, {"KeyId": key})
    with instance.database.transaction() as connection:
        connection.execute(delete(lookups))
        connection.execute(delete(taken_in))
    assert take_in(instance.database, most=100) == 100
    assert take_in(instance.database) > 50
    assert take_in(instance.database) == 0
    assert len(found(admin, "EventName", "DescribeKey")) == 50


def test_a_damaged_record_holds_no_others_up(instance: Instance, admin: Call, key: str) -> None:
    take_in(instance.database)
    kms.operations["DescribeKey"](admin, {"KeyId": key})
    kms.operations["ListKeys"](admin)
    with instance.database.transaction() as connection:
        newest = [number for number, _ in instance.trail.before(None, 2)]
        connection.exec_driver_sql("UPDATE audit_events SET record = x'00' WHERE sequence = ?", (newest[1],))
    assert names(found(admin, "EventName", "ListKeys")) == ["ListKeys"]
    assert found(admin, "EventName", "DescribeKey") == []


def test_the_index_tells_nothing(instance: Instance, admin: Call, key: str) -> None:
    take_in(instance.database)
    with instance.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM audit_lookups").all()
    assert rows
    assert all(len(row[0]) == 16 for row in rows)
