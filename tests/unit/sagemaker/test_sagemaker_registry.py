"""The model registry: groups, versions, approval, and what a package's own key decides."""

from typing import Any

import pytest

from sealcanvas.kms.errors import DisabledException, InvalidCiphertextException
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.errors import AccessDeniedException, ConflictException, ValidationException
from sealcanvas.service.errors import AccessDenied
from tests.unit.sagemaker.sagemaker_world import IMAGE, World, ask

URL = "s3://out/churn-1/model/model.zip"
SPECIFICATION: dict[str, Any] = {
    "Containers": [{"Image": IMAGE, "ModelDataUrl": URL, "Environment": {"SAGEMAKER_INFERENCE_OUTPUT": "probability"}}],
    "SupportedContentTypes": ["text/csv"],
    "SupportedResponseMIMETypes": ["text/csv"],
}
UNVERSIONED: dict[str, Any] = {
    **SPECIFICATION,
    "SupportedTransformInstanceTypes": ["ml.m5.large"],
    "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.large"],
}
FACTS: dict[str, Any] = {
    "InferenceSpecification": SPECIFICATION,
    "ModelPackageDescription": "解約の予測",
    "ModelMetrics": {"ModelQuality": {"Statistics": {"ContentType": "application/json", "S3Uri": "s3://out/s.json"}}},
    "CustomerMetadataProperties": {"team": "風", "stage": "one"},
    "MetadataProperties": {"CommitId": "abc"},
    "Domain": "MACHINE_LEARNING",
    "Task": "CLASSIFICATION",
    "SourceUri": "https://example.com/experiment",
    "ModelLifeCycle": {"Stage": "Development", "StageStatus": "Done"},
}


def _group(world: World, name: str = "churn", **members: Any) -> str:
    request = {"ModelPackageGroupName": name, "ModelPackageGroupDescription": "解約", **members}
    arn: str = ask(world.admin, "CreateModelPackageGroup", **request)["ModelPackageGroupArn"]
    return arn


def _version(world: World, **members: Any) -> str:
    request = {"ModelPackageGroupName": "churn", **FACTS, **members}
    arn: str = ask(world.admin, "CreateModelPackage", **request)["ModelPackageArn"]
    return arn


def _describe(world: World, name: str, **members: Any) -> dict[str, Any]:
    return ask(world.admin, "DescribeModelPackage", ModelPackageName=name, **members)


def test_groups_come_and_go(world: World) -> None:
    arn = _group(world, Tags=[{"Key": "team", "Value": "x"}])
    assert arn.endswith(":model-package-group/churn")
    with pytest.raises(ValidationException, match=f"Model Package Group already exists: {arn}"):
        _group(world)
    for name in ("churn", arn):
        told = ask(world.admin, "DescribeModelPackageGroup", ModelPackageGroupName=name)
        assert (told["ModelPackageGroupArn"], told["ModelPackageGroupStatus"]) == (arn, "Completed")
    [listed] = ask(world.admin, "ListModelPackageGroups", NameContains="hur")["ModelPackageGroupSummaryList"]
    assert listed["ModelPackageGroupDescription"] == "解約"
    shared = ask(world.admin, "ListModelPackageGroups", CrossAccountFilterOption="CrossAccount")
    assert shared["ModelPackageGroupSummaryList"] == []
    version = _version(world)
    with pytest.raises(ConflictException, match="contains Model Packages"):
        ask(world.admin, "DeleteModelPackageGroup", ModelPackageGroupName="churn")
    ask(world.admin, "DeleteModelPackage", ModelPackageName=version)
    ask(world.admin, "DeleteModelPackageGroup", ModelPackageGroupName="churn")
    with pytest.raises(ValidationException, match=f"ModelPackageGroup {arn} does not exist"):
        ask(world.admin, "DescribeModelPackageGroup", ModelPackageGroupName="churn")


def test_versions_are_counted_and_a_number_is_never_given_twice(world: World) -> None:
    _group(world)
    first, second = _version(world), _version(world)
    assert (first.rpartition("/")[2], second.rpartition("/")[2]) == ("1", "2")
    ask(world.admin, "DeleteModelPackage", ModelPackageName=second)
    assert _version(world).endswith(":model-package/churn/3")
    told = _describe(world, first)
    assert {name: told[name] for name in FACTS} == FACTS
    assert (told["ModelPackageGroupName"], told["ModelPackageVersion"]) == ("churn", 1)
    assert (told["ModelApprovalStatus"], told["ModelPackageStatus"]) == ("PendingManualApproval", "Completed")


def test_the_same_client_token_makes_no_second_version(world: World) -> None:
    _group(world)
    arn = _version(world, ClientToken="t")
    assert _version(world, ClientToken="t") == arn
    with pytest.raises(ConflictException):
        _version(world, ClientToken="t", Task="REGRESSION")
    assert _version(world, ClientToken="u") != arn


def test_packages_by_themselves_have_a_name_and_no_approval(world: World) -> None:
    arn = ask(world.admin, "CreateModelPackage", ModelPackageName="solo", InferenceSpecification=UNVERSIONED)[
        "ModelPackageArn"
    ]
    told = _describe(world, "solo")
    assert (told["ModelPackageArn"], told["ModelPackageName"]) == (arn, "solo")
    assert "ModelApprovalStatus" not in told
    with pytest.raises(ValidationException, match="already exists"):
        ask(world.admin, "CreateModelPackage", ModelPackageName="solo", InferenceSpecification=UNVERSIONED)
    with pytest.raises(ValidationException, match="unversioned"):
        ask(world.admin, "UpdateModelPackage", ModelPackageArn=arn, ApprovalDescription="x")


@pytest.mark.parametrize(
    ("request_members", "word"),
    [
        ({}, "either ModelPackageName or ModelPackageGroupName"),
        ({"ModelPackageName": "a", "ModelPackageGroupName": "churn"}, "either"),
        ({"ModelPackageGroupName": "none"}, "does not exist"),
        ({"ModelPackageGroupName": "churn", "Tags": [{"Key": "a", "Value": "b"}]}, "tags of its group"),
        ({"ModelPackageGroupName": "churn", "CertifyForMarketplace": True}, "CertifyForMarketplace"),
        ({"ModelPackageGroupName": "churn", "ManagedStorageType": "Restricted"}, "ManagedStorageType"),
        ({"ModelPackageName": "a", "ModelApprovalStatus": "Approved"}, "unversioned"),
        ({"ModelPackageName": "a", "InferenceSpecification": SPECIFICATION}, "SupportedTransformInstanceTypes"),
        ({"ModelPackageGroupName": "churn", "SourceUri": "arn:aws:sagemaker:us-east-1:111122223333:model/m"}, "model"),
        ({"ModelPackageGroupName": "churn", "SecurityConfig": {"KmsKeyId": "nonsense"}}, "KmsKeyId"),
    ],
)
def test_every_member_is_honoured_or_refused(world: World, request_members: dict[str, Any], word: str) -> None:
    _group(world)
    with pytest.raises(ValidationException, match=word):
        ask(world.admin, "CreateModelPackage", **request_members)
    assert ask(world.admin, "ListModelPackages", ModelPackageType="Both")["ModelPackageSummaryList"] == []


def test_an_update_changes_approval_and_merges_metadata(world: World) -> None:
    _group(world)
    arn = _version(world)
    world.clock.advance(seconds=5)
    more = {"Name": "small", **{name: SPECIFICATION[name] for name in ("Containers",)}}
    ask(
        world.admin,
        "UpdateModelPackage",
        ModelPackageArn=arn,
        ModelApprovalStatus="Approved",
        ApprovalDescription="良い",
        CustomerMetadataProperties={"stage": "two", "by": "me"},
        CustomerMetadataPropertiesToRemove=["team"],
        AdditionalInferenceSpecificationsToAdd=[more],
    )
    told = _describe(world, arn)
    assert told["CustomerMetadataProperties"] == {"stage": "two", "by": "me"}
    assert (told["ModelApprovalStatus"], told["ApprovalDescription"]) == ("Approved", "良い")
    assert told["AdditionalInferenceSpecifications"] == [more]
    assert told["LastModifiedTime"] == world.clock()
    assert told["ModelMetrics"] == FACTS["ModelMetrics"]
    listed = ask(world.admin, "ListModelPackages", ModelPackageGroupName="churn", ModelApprovalStatus="Approved")
    assert [package["ModelPackageArn"] for package in listed["ModelPackageSummaryList"]] == [arn]
    with pytest.raises(ValidationException, match="one Name"):
        ask(world.admin, "UpdateModelPackage", ModelPackageArn=arn, AdditionalInferenceSpecificationsToAdd=[more])


def test_lists_part_versions_from_packages_by_themselves(world: World) -> None:
    _group(world)
    version = _version(world)
    solo = ask(world.admin, "CreateModelPackage", ModelPackageName="solo", InferenceSpecification=UNVERSIONED)
    listed = {
        kind: [
            package["ModelPackageArn"]
            for package in ask(world.admin, "ListModelPackages", ModelPackageType=kind)["ModelPackageSummaryList"]
        ]
        for kind in ("Versioned", "Unversioned", "Both")
    }
    assert listed == {
        "Versioned": [version],
        "Unversioned": [solo["ModelPackageArn"]],
        "Both": [version, solo["ModelPackageArn"]],
    }
    [told] = ask(world.admin, "ListModelPackages", ModelPackageGroupName="churn")["ModelPackageSummaryList"]
    assert told["ModelPackageDescription"] == FACTS["ModelPackageDescription"]


def test_a_policy_can_demand_who_approves_and_with_which_metadata(world: World) -> None:
    _group(world)
    arn = _version(world)
    approve = {"Action": "sagemaker:*", "Resource": "*"}
    never = {"StringEquals": {"sagemaker:ModelApprovalStatus": "Approved"}}
    jane = world.user("jane", approve, {"Effect": "Deny", **approve, "Condition": never})
    ask(jane, "UpdateModelPackage", ModelPackageArn=arn, ModelApprovalStatus="Rejected")
    with pytest.raises(AccessDeniedException):
        ask(jane, "UpdateModelPackage", ModelPackageArn=arn, ModelApprovalStatus="Approved")
    locked = {"StringEquals": {"sagemaker:CurrentCustomerMetadataProperties/stage": "one"}}
    john = world.user("john", approve, {"Effect": "Deny", **approve, "Condition": locked})
    with pytest.raises(AccessDeniedException):
        ask(john, "DeleteModelPackage", ModelPackageName=arn)


def test_what_a_package_tells_is_for_those_alone_who_may_use_its_key(world: World) -> None:
    key = world.key()
    _group(world)
    arn = _version(world, SecurityConfig={"KmsKeyId": key})
    assert _describe(world, arn)["ModelMetrics"] == FACTS["ModelMetrics"]
    assert _describe(world, arn)["SecurityConfig"] == {"KmsKeyId": key}
    jane = world.user("jane", {"Action": "sagemaker:*", "Resource": "*"})
    with pytest.raises(AccessDenied, match="kms:Decrypt"):
        ask(jane, "DescribeModelPackage", ModelPackageName=arn)
    open_part = ask(jane, "DescribeModelPackage", ModelPackageName=arn, IncludedData="MetadataOnly")
    assert not set(FACTS) & set(open_part)
    [listed] = ask(jane, "ListModelPackages", ModelPackageGroupName="churn")["ModelPackageSummaryList"]
    assert "ModelPackageDescription" not in listed
    ask(jane, "UpdateModelPackage", ModelPackageArn=arn, ModelApprovalStatus="Approved")
    with pytest.raises(AccessDenied, match="kms:Decrypt"):
        ask(jane, "UpdateModelPackage", ModelPackageArn=arn, ApprovalDescription="x")
    world.kms("DisableKey", KeyId=key)
    with pytest.raises(DisabledException, match=key):
        _describe(world, arn)
    with pytest.raises(ValidationException, match="Disabled"):
        _version(world, SecurityConfig={"KmsKeyId": key})
    world.kms("EnableKey", KeyId=key)
    ask(world.admin, "UpdateModelPackage", ModelPackageArn=arn, ApprovalDescription="x")
    assert _describe(world, arn)["ApprovalDescription"] == "x"
    assert _describe(world, arn)["Task"] == FACTS["Task"]


def test_the_key_that_seals_a_package_is_bound_to_its_arn(world: World) -> None:
    key = world.key()
    _group(world)
    one, other = (_version(world, SecurityConfig={"KmsKeyId": key}) for _ in range(2))
    found, moved = stored.find(world.instance, one), stored.find(world.instance, other)
    assert found is not None
    assert moved is not None
    stored.change(world.instance, found, facts=moved.details["facts"])
    with pytest.raises(InvalidCiphertextException):
        _describe(world, one)


def _model(world: World, **container: Any) -> dict[str, Any]:
    ask(world.admin, "CreateModel", ModelName="m", ExecutionRoleArn=world.role, PrimaryContainer=container)
    return ask(world.admin, "DescribeModel", ModelName="m")


def test_a_model_is_made_of_a_package_and_runs_what_that_names(world: World) -> None:
    _group(world)
    arn = _version(world, SecurityConfig={"KmsKeyId": world.key()})
    told = _model(world, ModelPackageName=arn, Environment={"SEALCANVAS_OUTPUT_HEADER": "true"})
    assert told["PrimaryContainer"]["ModelPackageName"] == arn
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://in/new.csv"}}
    job = ask(
        world.admin,
        "CreateTransformJob",
        TransformJobName="b",
        ModelName="m",
        TransformInput={"DataSource": source},
        TransformOutput={"S3OutputPath": "s3://out/"},
        TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1},
    )["TransformJobArn"]
    payload = world.job(job).spec.payload
    assert (payload["model"], payload["columns"], payload["header"]) == (URL, ["probability"], True)


def test_packages_that_cannot_be_run_make_no_model(world: World) -> None:
    _group(world)
    arn = _version(world)
    for container, word in (
        ({"ModelPackageName": arn, "ModelDataUrl": URL}, "together with ModelPackageName"),
        ({"ModelPackageName": arn + "7"}, "does not exist"),
        ({"ModelPackageName": arn, "InferenceSpecificationName": "small"}, "no inference specification small"),
    ):
        with pytest.raises(ValidationException, match=word):
            _model(world, **container)
    foreign = {"Containers": [{"Image": "xgboost:1", "ModelDataUrl": URL}]}
    with pytest.raises(ValidationException, match="cannot be run"):
        _model(world, ModelPackageName=_version(world, InferenceSpecification=foreign))
    several = {"Containers": [*SPECIFICATION["Containers"], *SPECIFICATION["Containers"]]}
    with pytest.raises(ValidationException, match="pipelines"):
        _model(world, ModelPackageName=_version(world, InferenceSpecification=several))
    ask(world.admin, "UpdateModelPackage", ModelPackageArn=arn, ModelApprovalStatus="Rejected")
    with pytest.raises(ValidationException, match="Rejected"):
        _model(world, ModelPackageName=arn)
    jane = world.user("jane", {"Action": ["sagemaker:CreateModel", "iam:PassRole"], "Resource": "*"})
    container = {"ModelPackageName": _version(world)}
    with pytest.raises(AccessDeniedException, match="sagemaker:DescribeModelPackage"):
        ask(jane, "CreateModel", ModelName="j", ExecutionRoleArn=world.role, PrimaryContainer=container)


def test_a_package_is_cloned_or_registered_from_a_model_by_its_source(world: World) -> None:
    _group(world)
    arn = _version(world)
    request = {"ModelPackageGroupName": "churn", "SourceUri": arn}
    clone = ask(world.admin, "CreateModelPackage", **request)["ModelPackageArn"]
    assert _describe(world, clone)["InferenceSpecification"] == SPECIFICATION
    container = {"Image": IMAGE, "ModelDataUrl": URL}
    request["SourceUri"] = ask(
        world.admin, "CreateModel", ModelName="m", ExecutionRoleArn=world.role, PrimaryContainer=container
    )["ModelArn"]
    registered = ask(world.admin, "CreateModelPackage", **request)["ModelPackageArn"]
    assert _describe(world, registered)["InferenceSpecification"] == {"Containers": [container]}
