"""Which objects and stores belong to a domain that moves, and to nobody else."""

from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.canvas import stored as canvas_stored
from sealcanvas.canvas.rekey.forecast_stores import stores_of
from sealcanvas.forecast import stored as forecast_stored
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.body import BytesBody
from sealcanvas.service.own_errors import (
    ResourceNotFoundException,
    ValidationException,
)
from sealcanvas.volumes.store_volume import create_store_volume
from tests.support.instance import ACCOUNT
from tests.unit.canvas.canvas_world import BUCKET, ROLE, World, cars
from tests.unit.canvas.rekey_world import (
    artifact_path,
    delete_ana,
    described,
    disable,
    finished,
    head,
    key_of,
    put,
    start,
)


def test_another_domains_objects_below_the_same_prefix_stay_as_they_are(keys: World) -> None:
    first, mine = keys.domain_id, keys.imported(cars())
    settings = {
        "ExecutionRole": ROLE,
        "CanvasAppSettings": {"WorkspaceSettings": {"S3KmsKeyId": keys.keys["3"]}},
    }
    request = {"DomainName": "other", "AuthMode": "IAM", "KmsKeyId": keys.keys["3"], "DefaultUserSettings": settings}
    keys.domain_id = sagemaker.operations["CreateDomain"](keys.admin, request)["DomainId"]
    sagemaker.operations["CreateUserProfile"](keys.admin, {"DomainId": keys.domain_id, "UserProfileName": "ana"})
    theirs = keys.imported(cars())
    put(keys, "stray-of-mine.txt", b"x", "2")
    put(keys, "stray-of-theirs.txt", b"x", "3")
    keys.domain_id = first
    start(keys)
    assert finished(keys)["Status"] == "Completed"
    assert keys.canvas("DescribeDataset", DatasetId=mine)["SSEKMSKeyId"] == keys.keys["5"]
    theirs_now = keys.canvas("DescribeDataset", DatasetId=theirs)
    assert head(keys, theirs_now["S3Uri"].partition(f"{BUCKET}/")[2])["SSEKMSKeyId"] == keys.keys["3"]
    assert head(keys, "stray-of-mine.txt")["SSEKMSKeyId"] == keys.keys["5"]
    assert head(keys, "stray-of-theirs.txt")["SSEKMSKeyId"] == keys.keys["3"]


def test_what_a_deleted_user_profile_left_moves_as_the_domains_role(keys: World) -> None:
    dataset_id = keys.imported(cars())
    uri = keys.canvas("DescribeDataset", DatasetId=dataset_id)["S3Uri"]
    sagemaker.operations["DeleteUserProfile"](keys.admin, {"DomainId": keys.domain_id, "UserProfileName": "ana"})
    start(keys)
    assert finished(keys)["Status"] == "Completed"
    disable(keys, "2")
    assert keys.read(uri) == cars()


@pytest.mark.parametrize("path", ["s3://sagemaker-acme-datasets", "s3://corp/models/team"])
def test_the_place_of_a_deleted_profile_is_its_own_prefix_whatever_bucket_and_path_are_called(
    keys: World, path: str
) -> None:
    artifact_path(keys, path)
    uri = keys.canvas("DescribeDataset", DatasetId=keys.imported(cars()))["S3Uri"]
    assert uri.startswith(f"{path}/Canvas/ana/datasets/")
    bucket = path.removeprefix("s3://").partition("/")[0]
    secret = {"Bucket": bucket, "Key": "payroll/secret.csv", "Body": BytesBody(b"x")}
    seal = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": keys.keys["3"]}
    s3.operations["PutObject"](keys.admin, {**secret, **seal})
    delete_ana(keys)
    start(keys, None)
    rekey = finished(keys)
    assert rekey["Status"] == "Completed", rekey
    assert (key_of(keys, uri), key_of(keys, f"s3://{bucket}/payroll/secret.csv")) == ("5", "3")


def test_a_place_that_would_be_a_whole_bucket_is_refused(keys: World) -> None:
    keys.imported(cars())
    [version] = canvas_stored.of_domain(keys.instance, "dataset-version", keys.domain_id)
    for key in ("cars.csv", f"datasets/{version.details['dataset']}/cars.csv"):
        canvas_stored.change(keys.instance, version.id, file={"bucket": BUCKET, "key": key})
        with pytest.raises(ValidationException, match="is recorded at"):
            start(keys, None)
    with pytest.raises(ResourceNotFoundException):
        described(keys)


@pytest.mark.parametrize("profile", ["bob", "ana"])  # a place of the other domain's own, and a shared one
def test_an_object_is_not_another_domains_because_its_key_mentions_an_id(keys: World, profile: str) -> None:
    first = keys.domain_id
    request = {"DomainName": "other", "AuthMode": "IAM", "DefaultUserSettings": {"ExecutionRole": ROLE}}
    other = sagemaker.operations["CreateDomain"](keys.admin, request)["DomainId"]
    sagemaker.operations["CreateUserProfile"](keys.admin, {"DomainId": other, "UserProfileName": profile})
    uri = keys.upload("cars.csv", cars())
    wish: dict[str, Any] = {"UserProfileName": profile, "DatasetName": "cars", "S3Uri": uri}
    theirs = keys.canvas("ImportDataset", DomainId=other, **wish)["DatasetId"]
    keys.work()
    lies = keys.canvas("DescribeDataset", DatasetId=theirs)["S3Uri"].partition(f"{BUCKET}/")[2]
    before = head(keys, lies)["SSEKMSKeyId"]
    names = [f"backup/{theirs}.csv", f"backup/datasets/{theirs}/cars.csv"]
    for name in names:
        put(keys, name, b"x")
    keys.domain_id = first
    start(keys, None)
    assert finished(keys)["Status"] == "Completed"
    assert [head(keys, name)["SSEKMSKeyId"] for name in names] == [keys.keys["5"]] * 2
    assert head(keys, lies)["SSEKMSKeyId"] == before


def test_stores_are_known_by_the_arns_that_were_recorded_never_by_names(keys: World) -> None:
    version_id = canvas_stored.new_id("model-version")
    name = f"canvas_{version_id.replace('-', '_')}"
    stranger = replace(keys.admin, principal=replace(keys.admin.principal, account="444455556666"))
    arns = {}
    for call, given in ((keys.admin, name), (keys.admin, f"{name}_copy"), (stranger, name)):
        arn = f"arn:aws:forecast:{call.region}:{call.account}:predictor/{given}"
        arns[call.account, given] = arn
        forecast_stored.store(call, "predictor", arn, given, "ACTIVE", {}, role_arn=ROLE)
        create_store_volume(keys.admin, arn, keys.keys["1"])
    own, theirs = arns[ACCOUNT, name], arns["444455556666", name]
    made: tuple[Any, ...] = ("model-version", version_id, "jobs", "Ready", keys.domain_id, "ana")
    canvas_stored.store(keys.admin, *made, train=own, arns=[own, theirs])
    assert [store.resource.arn for store in stores_of(keys.instance, keys.domain_id)] == [own]
