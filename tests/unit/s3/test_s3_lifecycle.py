"""Lifecycle: which rules are taken, when what they are about ends, and that it does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.s3 import errors
from sealcanvas.s3.bucket import read_bucket
from sealcanvas.s3.lifecycle import removal
from sealcanvas.s3.lifecycle.expirer import Expirer
from sealcanvas.s3.lifecycle.rule import Rule, ending, midnight_after
from sealcanvas.s3.record import read_versions
from sealcanvas.s3.state import state_of
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.unit.s3.conftest import BUCKET, Client, allow

DAY = {"Expiration": {"Days": 1}}
WHOLE = {"ID": "whole", "Status": "Enabled", "Filter": {"Prefix": ""}}
MARCH = datetime(2027, 3, 1, tzinfo=UTC)
TOKYO = timezone(timedelta(hours=9))


def put(client: Client, *rules: dict[str, Any]) -> None:
    client.put_bucket_lifecycle_configuration(LifecycleConfiguration={"Rules": list(rules)})


def run(expirer: Expirer) -> int:
    """Everything that is due; how much was removed."""
    removed = 0
    for _ in range(200):
        removed += expirer.step()
    return removed


def keys(client: Client) -> list[str]:
    return [entry["Key"] for entry in client.list_objects_v2().get("Contents") or []]


def test_rules_come_back_as_they_were_put(root: Client, as_role: Callable[..., Client]) -> None:
    for _ in range(2):
        with pytest.raises(errors.NoSuchLifecycleConfiguration):
            root.get_bucket_lifecycle_configuration()
        root.delete_bucket_lifecycle()
    every = {"And": {"Prefix": "ログ/", "Tags": [{"Key": "a", "Value": "b"}], "ObjectSizeGreaterThan": 5}}
    rules = [{**WHOLE, **DAY, "Filter": every}, {**WHOLE, "ID": "date", "Expiration": {"Date": MARCH}}]
    put(root, *rules)
    shown = root.get_bucket_lifecycle_configuration()
    assert shown == {"Rules": rules, "TransitionDefaultMinimumObjectSize": "all_storage_classes_128K"}
    put(root, {"Status": "Enabled", "Prefix": "", **DAY})
    (unnamed,) = root.get_bucket_lifecycle_configuration()["Rules"]
    assert len(unnamed["ID"]) == 48
    with pytest.raises(errors.AccessDenied, match="s3:PutLifecycleConfiguration"):
        as_role(allow("s3:GetLifecycleConfiguration")).delete_bucket_lifecycle()
    root.delete_bucket_lifecycle()
    with pytest.raises(errors.NoSuchLifecycleConfiguration):
        root.get_bucket_lifecycle_configuration()


def tags(*names: str) -> list[dict[str, str]]:
    return [{"Key": name, "Value": ""} for name in names]


@pytest.mark.parametrize(
    ("changes", "code", "text"),
    [
        ({"ID": "x" * 256}, "InvalidArgument", "limit of 255"),
        ({"Prefix": ""}, "MalformedXML", ""),
        ({"Filter": None}, "MalformedXML", ""),
        ({"Filter": {"Prefix": "a", "Tag": tags("b")[0]}}, "MalformedXML", ""),
        ({"Filter": {"And": {"Prefix": "a"}}}, "MalformedXML", ""),
        ({"Filter": {"And": {"Tags": tags("a", "a")}}}, "InvalidRequest", "Duplicate Tag Keys"),
        ({"Filter": {"And": {"ObjectSizeGreaterThan": 5, "ObjectSizeLessThan": 5}}}, "InvalidRequest", "greater than"),
        ({"Filter": {"ObjectSizeGreaterThan": -1}}, "InvalidRequest", "non-negative"),
        ({"Filter": {"Prefix": "あ" * 342}}, "InvalidArgument", "1024"),
        ({"Expiration": None}, "InvalidRequest", "At least one action"),
        ({"Expiration": {}}, "MalformedXML", ""),
        ({"Expiration": {"Days": 0}}, "InvalidArgument", "positive integer"),
        ({"Expiration": {"Days": 2**31}}, "InvalidArgument", "positive integer"),
        ({"Expiration": {"Days": 1, "ExpiredObjectDeleteMarker": True}}, "MalformedXML", ""),
        ({"Expiration": {"Date": MARCH + timedelta(hours=1)}}, "InvalidArgument", "midnight GMT"),
        ({"Expiration": {"Date": MARCH.replace(tzinfo=TOKYO)}}, "InvalidArgument", "midnight GMT"),
        (
            {"Expiration": {"ExpiredObjectDeleteMarker": True}, "Filter": {"Tag": tags("a")[0]}},
            "InvalidRequest",
            "ExpiredObjectDeleteMarker cannot be specified with Tags",
        ),
        ({"NoncurrentVersionExpiration": {}}, "MalformedXML", ""),
        ({"NoncurrentVersionExpiration": {"NoncurrentDays": 0}}, "InvalidArgument", "positive integer"),
        (
            {"NoncurrentVersionExpiration": {"NoncurrentDays": 1, "NewerNoncurrentVersions": 101}},
            "InvalidArgument",
            "between 1 and 100",
        ),
        ({"AbortIncompleteMultipartUpload": {}}, "MalformedXML", ""),
        ({"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 0}}, "InvalidArgument", "positive integer"),
        (
            {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}, "Filter": {"Tag": tags("a")[0]}},
            "InvalidRequest",
            "AbortIncompleteMultipartUpload cannot be specified with Tags",
        ),
        ({"Transitions": [{"Days": 1, "StorageClass": "GLACIER"}]}, "NotImplemented", ""),
        ({"NoncurrentVersionTransitions": [{"NoncurrentDays": 1}]}, "NotImplemented", ""),
    ],
)
def test_rules_that_are_refused(root: Client, changes: dict[str, Any], code: str, text: str) -> None:
    with pytest.raises(ServiceError, match=text or ".") as caught:
        put(root, {**WHOLE, **DAY, **changes})
    assert caught.value.code == code
    with pytest.raises(errors.NoSuchLifecycleConfiguration):
        root.get_bucket_lifecycle_configuration()


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ([], "MalformedXML"),
        ([{**WHOLE, **DAY}] * 2, "InvalidArgument"),
        ([{**WHOLE, **DAY, "ID": str(number)} for number in range(1001)], "InvalidRequest"),
        (
            [{**WHOLE, **DAY, "ID": str(n), "Filter": {"Prefix": "x" * 1024}} for n in range(999)],
            "MaxMessageLengthExceeded",
        ),
        ([{**WHOLE, **DAY}, {"ID": "old", "Status": "Enabled", "Prefix": "", **DAY}], "InvalidRequest"),
    ],
)
def test_sets_of_rules_that_are_refused(root: Client, rules: list[dict[str, Any]], code: str) -> None:
    with pytest.raises(ServiceError) as caught:
        put(root, *rules)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("created", "days", "ends"),
    [
        ("2014-01-15T10:30:00+00:00", 3, "2014-01-19"),  # AWS's own example
        ("2014-01-15T23:59:59.999999+00:00", 1, "2014-01-17"),
        ("2014-01-15T00:00:00+00:00", 1, "2014-01-17"),
        ("2014-01-16T01:00:00+09:00", 1, "2014-01-17"),
        ("2014-01-15T10:30:00+00:00", 2**31 - 1, "4751-12-14"),
    ],
)
def test_days_end_at_the_next_midnight(created: str, days: int, ends: str) -> None:
    at = midnight_after(datetime.fromisoformat(created), days)
    assert at == datetime.fromisoformat(ends).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("where", "about"),
    [
        ({}, True),
        ({"Prefix": "logs/"}, True),
        ({"Prefix": "log/"}, False),
        ({"Tag": {"Key": "a", "Value": "b"}}, True),
        ({"Tag": {"Key": "a", "Value": "c"}}, False),
        ({"Tag": {"Key": "b", "Value": ""}}, False),
        ({"ObjectSizeGreaterThan": 9}, True),
        ({"ObjectSizeGreaterThan": 10}, False),
        ({"ObjectSizeLessThan": 11}, True),
        ({"ObjectSizeLessThan": 10}, False),
        ({"And": {"Prefix": "logs/", "Tags": [{"Key": "a", "Value": "b"}], "ObjectSizeLessThan": 11}}, True),
        ({"And": {"Prefix": "logs/", "Tags": [{"Key": "a", "Value": "b"}], "ObjectSizeLessThan": 10}}, False),
        ({"And": {"Tags": [{"Key": "a", "Value": "b"}, {"Key": "x", "Value": "y"}]}}, False),
    ],
)
def test_what_a_rule_is_about(where: dict[str, Any], about: bool) -> None:
    thing = ("logs/a", 10, {"a": "b"}, MARCH)
    rule = {**WHOLE, **DAY, "Filter": where}
    assert (ending([Rule.of_wire(rule)], *thing) is not None) is about
    assert ending([Rule.of_wire({**rule, "Status": "Disabled"})], *thing) is None


def test_the_rule_that_ends_it_first_is_told(root: Client, clock: Clock) -> None:
    later = {**WHOLE, "ID": "later", "Expiration": {"Days": 9}}
    put(root, later, {**WHOLE, "ID": "規則 1", "Filter": {"Prefix": "a"}, **DAY})
    told = 'expiry-date="Thu, 26 Nov 2026 00:00:00 GMT", rule-id="%E8%A6%8F%E5%89%87%201"'
    assert root.put("a")["Expiration"] == told
    assert root.head_object(Key="a")["Expiration"] == told
    assert root.get_object(Key="a")["Expiration"] == told
    assert 'rule-id="later"' in root.copy_object(Key="b", CopySource=f"{BUCKET}/a")["Expiration"]
    root.delete_bucket_lifecycle()
    assert "Expiration" not in root.head_object(Key="a")


def test_objects_end_at_midnight_and_not_before(root: Client, instance: Instance, clock: Clock) -> None:
    expirer = Expirer(instance)
    put(root, {**WHOLE, "Filter": {"Prefix": "logs/"}, **DAY})
    for key in ("logs/一", "logs/2", "kept"):
        root.put(key)
    clock.now = datetime(2026, 11, 25, 23, 59, 59, 999999, tzinfo=UTC)
    root.put("logs/later")
    assert run(expirer) == 0
    clock.now = datetime(2026, 11, 26, tzinfo=UTC)
    assert run(expirer) == 2
    assert keys(root) == ["kept", "logs/later"]
    with pytest.raises(errors.NoSuchKey):
        root.get("logs/一")
    state_of(instance).reaper.sweep()
    assert len(list(instance.objects.ids())) == 2
    assert run(expirer) == 0
    clock.advance(days=1)
    assert run(expirer) == 1


def test_a_change_of_rules_counts_at_once(root: Client, instance: Instance, clock: Clock) -> None:
    expirer = Expirer(instance)
    root.put("a")
    put(root, {**WHOLE, "Expiration": {"Days": 30}})
    clock.advance(days=10)
    assert run(expirer) == 0
    put(root, {**WHOLE, **DAY, "Status": "Disabled"})
    assert run(expirer) == 0
    put(root, {**WHOLE, "Expiration": {"Date": clock.now.replace(hour=0, minute=0)}})
    assert run(expirer) == 1


def test_the_trail_has_it_as_s3s_own_act(root: Client, instance: Instance, clock: Clock) -> None:
    stranger = Client(instance, Principal.root("999988887777"))
    stranger.create_bucket(Bucket="theirs")
    stranger.put_bucket_lifecycle_configuration(Bucket="theirs", LifecycleConfiguration={"Rules": [{**WHOLE, **DAY}]})
    stranger.put("日本語", Bucket="theirs")
    clock.advance(days=3)
    assert run(Expirer(instance)) == 1
    (event,) = instance.trail.newest(1)
    assert (event["eventSource"], event["eventName"]) == ("s3.amazonaws.com", "DeleteObject")
    assert event["userIdentity"] == {"type": "AWSService", "invokedBy": "s3.amazonaws.com"}
    assert event["recipientAccountId"] == "999988887777"
    assert event["requestParameters"] == {"Bucket": "theirs", "Key": "日本語", "LifecycleRule": "whole"}


def test_uploads_that_nobody_completes_end(root: Client, instance: Instance, clock: Clock) -> None:
    put(root, {**WHOLE, "Filter": {"Prefix": "big/"}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}})
    made = root.create_multipart_upload(Key="big/a")
    assert (made["AbortDate"], made["AbortRuleId"]) == (datetime(2026, 12, 2, tzinfo=UTC), "whole")
    other = root.create_multipart_upload(Key="small/a")
    assert "AbortDate" not in other
    root.upload_part(Key="big/a", UploadId=made["UploadId"], PartNumber=1, Body=b"part")
    assert root.list_parts(Key="big/a", UploadId=made["UploadId"])["AbortRuleId"] == "whole"
    expirer = Expirer(instance)
    clock.now = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
    assert run(expirer) == 0
    clock.now = datetime(2026, 12, 2, tzinfo=UTC)
    assert run(expirer) == 1
    with pytest.raises(errors.NoSuchUpload):
        root.list_parts(Key="big/a", UploadId=made["UploadId"])
    assert [upload["Key"] for upload in root.list_multipart_uploads()["Uploads"]] == ["small/a"]
    state_of(instance).reaper.sweep()
    assert list(instance.objects.ids()) == []


def test_what_was_written_meanwhile_stays(
    root: Client, instance: Instance, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {**WHOLE, **DAY})
    root.put("a", b"old")
    clock.advance(days=3)
    read = getattr(removal, "read_version")  # noqa: B009 - it is overtaken there

    def overtaken(*arguments: Any) -> Any:
        monkeypatch.setattr(removal, "read_version", read)
        root.put("a", b"new")
        return read(*arguments)

    monkeypatch.setattr(removal, "read_version", overtaken)
    assert run(Expirer(instance)) == 0
    assert root.get("a") == b"new"


def test_many_objects_end_in_small_steps_and_a_pass_that_is_cut_off_begins_again(
    root: Client, instance: Instance, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sealcanvas.s3.lifecycle.expirer._BATCH", 4)
    put(root, {**WHOLE, **DAY})
    for number in range(10):
        root.put(f"k{number}")
    clock.advance(days=3)
    first = Expirer(instance)
    assert first.step() == 4
    assert len(keys(root)) == 6
    assert run(Expirer(instance)) == 6  # as after kill -9: nothing is remembered but what was removed
    assert run(first) == 0


def test_a_step_that_fails_is_made_again(
    root: Client, instance: Instance, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {**WHOLE, **DAY})
    root.put("a")
    clock.advance(days=3)
    expirer = Expirer(instance)
    with monkeypatch.context() as broken:

        def fail(*_: object) -> None:
            raise OSError("the disk is away")

        broken.setattr(removal, "delete_current", fail)
        with pytest.raises(OSError, match="the disk"):
            expirer.step()
    assert root.get("a") == b"data"
    assert run(expirer) == 1


def test_a_bucket_that_goes_takes_its_rules_along(root: Client, instance: Instance) -> None:
    expirer = Expirer(instance)
    put(root, {**WHOLE, **DAY})
    root.delete_bucket()
    assert run(expirer) == 0
    root.create_bucket()
    with pytest.raises(errors.NoSuchLifecycleConfiguration):
        root.get_bucket_lifecycle_configuration()


def versions(client: Client) -> list[tuple[str, str, bool]]:
    """Every version and delete marker: its key, kind, and whether it is current."""
    listed = client.list_object_versions()
    return [
        (entry["Key"], kind, entry["IsLatest"])
        for kind in ("Versions", "DeleteMarkers")
        for entry in listed.get(kind) or []
    ]


def test_a_version_that_ends_stays_behind_a_delete_marker(root: Client, instance: Instance, clock: Clock) -> None:
    root.put_bucket_versioning(VersioningConfiguration={"Status": "Enabled"})
    put(root, {**WHOLE, **DAY})
    made = root.put("a", b"data")
    clock.advance(days=3)
    expirer = Expirer(instance)
    assert run(expirer) == 1
    assert versions(root) == [("a", "Versions", False), ("a", "DeleteMarkers", True)]
    assert root.get("a", VersionId=made["VersionId"]) == b"data"
    assert "Expiration" not in root.head_object(Key="a", VersionId=made["VersionId"])
    clock.advance(days=9)
    assert run(expirer) == 0  # behind the marker is a version
    root.delete_object(Key="a", VersionId=made["VersionId"])
    clock.advance(days=1)
    assert run(expirer) == 1
    assert versions(root) == []


def test_versions_that_are_current_no_more_end(root: Client, instance: Instance, clock: Clock) -> None:
    root.put_bucket_versioning(VersioningConfiguration={"Status": "Enabled"})
    put(root, {**WHOLE, "NoncurrentVersionExpiration": {"NoncurrentDays": 5, "NewerNoncurrentVersions": 2}})
    made = []
    for number in range(5):
        made.append(root.put("a", str(number).encode())["VersionId"])
        clock.advance(days=1)
    root.put("b", b"current for long")
    expirer = Expirer(instance)
    clock.advance(days=4)
    assert run(expirer) == 2  # of four, two are kept for their number
    assert [entry["VersionId"] for entry in root.list_object_versions(Prefix="a")["Versions"]] == made[:1:-1]
    root.put("a", b"next")
    clock.advance(days=1)
    assert run(expirer) == 1
    clock.advance(days=90)
    assert run(expirer) == 0
    assert root.get("b") == b"current for long"
    state_of(instance).reaper.sweep()
    assert len(list(instance.objects.ids())) == 4


def test_a_version_that_is_kept_for_its_number_is_counted_when_it_goes(
    root: Client, instance: Instance, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    root.put_bucket_versioning(VersioningConfiguration={"Status": "Enabled"})
    put(root, {**WHOLE, "NoncurrentVersionExpiration": {"NoncurrentDays": 1, "NewerNoncurrentVersions": 1}})
    made = [root.put("a", str(number).encode())["VersionId"] for number in range(3)]
    clock.advance(days=9)
    read = getattr(removal, "read_version")  # noqa: B009 - it is overtaken there

    def overtaken(*arguments: Any) -> Any:
        monkeypatch.setattr(removal, "read_version", read)
        root.delete_object(Key="a", VersionId=made[1])  # now the oldest is the one to keep
        return read(*arguments)

    monkeypatch.setattr(removal, "read_version", overtaken)
    assert run(Expirer(instance)) == 0
    assert root.get("a", VersionId=made[0]) == b"0"


def test_newer_versions_are_counted_no_further_than_a_rule_asks(root: Client, instance: Instance, clock: Clock) -> None:
    root.put_bucket_versioning(VersioningConfiguration={"Status": "Enabled"})
    put(root, {**WHOLE, "NoncurrentVersionExpiration": {"NoncurrentDays": 1, "NewerNoncurrentVersions": 2}})
    for number in range(9):
        root.put("a", str(number).encode())
    with instance.database.read() as connection:
        bucket = read_bucket(connection, BUCKET)
        assert bucket is not None
        oldest = read_versions(connection, bucket, "a")[-1]
    assert removal.newer_ones(instance, bucket, oldest, 3) == 3
    clock.advance(days=9)
    assert run(Expirer(instance)) == 6


def test_markers_that_nothing_is_behind_go(root: Client, instance: Instance, clock: Clock) -> None:
    root.put_bucket_versioning(VersioningConfiguration={"Status": "Enabled"})
    root.put("a")
    root.delete_object(Key="a")
    root.delete_object(Key="never/there")
    put(root, {**WHOLE, "Expiration": {"ExpiredObjectDeleteMarker": True}})
    expirer = Expirer(instance)
    assert run(expirer) == 1
    assert versions(root) == [("a", "Versions", False), ("a", "DeleteMarkers", True)]
    both = {"NoncurrentVersionExpiration": {"NoncurrentDays": 1}, "Expiration": {"ExpiredObjectDeleteMarker": True}}
    put(root, {**WHOLE, **both})
    for _ in range(3):  # the version first, the marker on a later day at the latest
        clock.advance(days=1)
        run(expirer)
    assert versions(root) == []


def test_where_versions_are_suspended_the_null_version_gives_way(
    root: Client, instance: Instance, clock: Clock
) -> None:
    root.put_bucket_versioning(VersioningConfiguration={"Status": "Enabled"})
    kept = root.put("a", b"kept")["VersionId"]
    root.put_bucket_versioning(VersioningConfiguration={"Status": "Suspended"})
    root.put("a", b"null")
    put(root, {**WHOLE, **DAY})
    clock.advance(days=3)
    assert run(Expirer(instance)) == 1
    assert versions(root) == [("a", "Versions", False), ("a", "DeleteMarkers", True)]
    assert root.get("a", VersionId=kept) == b"kept"
