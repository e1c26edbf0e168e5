"""A model version is shared, registered and deployed: as whose role, under whose key, and how it is taken back."""

from typing import Any

import pytest

from sealcanvas.canvas import stored
from sealcanvas.canvas.models import build_tabular
from sealcanvas.canvas.rekey.recorded import folders_of
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.sagemaker import sagemaker
from sealcanvas.sagemaker.errors import ValidationException as SageMakerValidationException
from sealcanvas.service.own_errors import ResourceInUseException, ResourceNotFoundException, ValidationException
from tests.support.instance import ACCOUNT
from tests.unit.canvas.canvas_world import World, cars, policy

BOB_ROLE = f"arn:aws:iam::{ACCOUNT}:role/Bob"


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build_tabular._SECONDS, "quick", 5)  # the engine is loaded within it


def profile(world: World, name: str, role: str | None = None, **canvas: Any) -> None:
    settings: dict[str, Any] = {"CanvasAppSettings": canvas} if canvas else {}
    if role:
        settings["ExecutionRole"] = role
    request = {"DomainId": world.domain_id, "UserProfileName": name, "UserSettings": settings}
    sagemaker.operations["CreateUserProfile"](world.admin, request)


def bobs_role(world: World) -> None:
    """A role as the analyst's, which no key policy names."""
    trust = policy({"Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"})
    iam.operations["CreateRole"](world.admin, {"RoleName": "Bob", "AssumeRolePolicyDocument": trust})
    for name in ("AmazonSageMakerFullAccess", "AmazonSageMakerCanvasFullAccess"):
        arn = f"arn:aws:iam::aws:policy/{name}"
        iam.operations["AttachRolePolicy"](world.admin, {"RoleName": "Bob", "PolicyArn": arn})


def built(world: World) -> str:
    dataset_id = world.imported(cars())
    request: dict[str, Any] = {
        "ModelName": "燃費 model",
        "DatasetId": dataset_id,
        "TargetColumn": "燃費",
        "ProblemType": "Regression",
    }
    version_id = str(world.canvas("CreateModelVersion", **request)["ModelVersionId"])
    world.work()
    assert world.canvas("DescribeModelVersion", ModelVersionId=version_id)["Status"] == "Ready"
    return version_id


def models_of(world: World, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.canvas("ListModelVersions", DomainId=world.domain_id, UserProfileName=name)[
        "ModelVersions"
    ]
    return found


def test_who_it_is_shared_with_sees_it_as_the_own_role_and_predicts(world: World) -> None:
    bobs_role(world)
    profile(world, "bob", BOB_ROLE)
    version_id = built(world)
    shared = world.canvas("ShareModelVersion", ModelVersionId=version_id, UserProfileName="bob")["ModelVersionId"]
    again = world.canvas("ShareModelVersion", ModelVersionId=version_id, UserProfileName="bob")["ModelVersionId"]
    assert again == shared
    [listed] = models_of(world, "bob")
    assert (listed["ModelVersionId"], listed["SharedByUserProfileName"]) == (shared, "ana")
    # Of what was built with a recipe; its steps name values of the data.
    recipe = {"steps": [{"step": "replace", "column": "車名", "from": "mazda", "to": "toyota"}], "tables": {}}
    stored.change(world.instance, shared, recipe=recipe)
    # His role lacks key 2: he sees that it is there, and why no more.
    locked = world.canvas("DescribeModelVersion", ModelVersionId=shared)
    assert (locked["Status"], locked["FailureCause"]) == ("Ready", "KeyNotPermitted")
    assert BOB_ROLE in locked["FailureReason"]
    assert world.keys["2"] in locked["FailureReason"]
    assert not {"Metrics", "Recipe"} & set(locked)
    allow(world)
    opened = world.canvas("DescribeModelVersion", ModelVersionId=shared)
    own = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert opened["Metrics"] == own["Metrics"]
    assert "mazda" in opened["Recipe"]["Steps"]
    stored.change(world.instance, shared, recipe=None)  # the model was built without one
    assert opened["ArtifactS3Uri"] == own["ArtifactS3Uri"], "nothing is copied"
    request: dict[str, Any] = {"DomainId": world.domain_id, "UserProfileName": "bob", "DatasetName": "new"}
    rows = world.canvas("ImportDataset", **request, S3Uri=world.upload("new.csv", cars(60)))["DatasetId"]
    read = policy({"Action": "s3:GetObject", "Resource": "*"})
    iam.operations["PutRolePolicy"](world.admin, {"RoleName": "Bob", "PolicyName": "r", "PolicyDocument": read})
    world.work()
    made = world.canvas("CreateBatchPrediction", ModelVersionId=shared, DatasetId=rows)["PredictionId"]
    world.work()
    prediction = world.canvas("DescribePrediction", PredictionId=made)
    assert prediction["Status"] == "Ready", prediction
    assert "/Canvas/bob/predictions/" in prediction["OutputS3Uri"]


def allow(world: World) -> None:
    """Key policies that name the recipient's role too."""
    for name in ("1", "2", "3"):
        statements = [
            {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"},
            {
                "Principal": {"AWS": [f"arn:aws:iam::{ACCOUNT}:role/CanvasAnalyst", BOB_ROLE]},
                "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                "Resource": "*",
            },
        ]
        kms.operations["PutKeyPolicy"](world.admin, {"KeyId": world.keys[name], "Policy": policy(*statements)})


def test_it_is_taken_back_and_stays_where_it_is(world: World) -> None:
    profile(world, "bob")
    version_id = built(world)
    shared = world.canvas("ShareModelVersion", ModelVersionId=version_id, UserProfileName="bob")["ModelVersionId"]
    [told] = world.canvas("ListModelVersionShares", ModelVersionId=version_id)["ModelVersionShares"]
    assert (told["UserProfileName"], told["ModelVersionId"], told["SharedByArn"]) == (
        "bob",
        shared,
        world.admin.principal.arn,
    )
    with pytest.raises(ResourceInUseException, match="is shared with bob"):
        world.canvas("DeleteModelVersion", ModelVersionId=version_id)
    world.canvas("UnshareModelVersion", ModelVersionId=version_id, UserProfileName="bob")
    assert models_of(world, "bob") == []
    with pytest.raises(ResourceNotFoundException):
        world.canvas("DescribeModelVersion", ModelVersionId=shared)
    with pytest.raises(ResourceNotFoundException, match="is not shared with user profile bob"):
        world.canvas("UnshareModelVersion", ModelVersionId=version_id, UserProfileName="bob")
    # Who deletes what was shared with him deletes his end alone.
    shared = world.canvas("ShareModelVersion", ModelVersionId=version_id, UserProfileName="bob")["ModelVersionId"]
    world.canvas("DeleteModelVersion", ModelVersionId=shared)
    assert "Metrics" in world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    world.canvas("DeleteModelVersion", ModelVersionId=version_id)


def test_what_cannot_be_shared_is_refused(world: World) -> None:
    profile(world, "bob")
    profile(world, "eve")
    version_id = built(world)
    with pytest.raises(ResourceNotFoundException, match="nobody"):
        world.canvas("ShareModelVersion", ModelVersionId=version_id, UserProfileName="nobody")
    with pytest.raises(ValidationException, match="is user profile ana's own"):
        world.canvas("ShareModelVersion", ModelVersionId=version_id, UserProfileName="ana")
    shared = world.canvas("ShareModelVersion", ModelVersionId=version_id, UserProfileName="bob")["ModelVersionId"]
    with pytest.raises(ValidationException, match="is shared by user profile ana"):
        world.canvas("ShareModelVersion", ModelVersionId=shared, UserProfileName="eve")


def test_a_version_is_registered_as_the_role_and_approved_by_who_may(world: World) -> None:
    version_id = built(world)
    arns = [
        world.canvas("RegisterModelVersion", ModelVersionId=version_id, ModelPackageGroupName="mileage")[
            "ModelPackageArn"
        ]
        for _ in range(2)
    ]
    found = world.canvas("ListModelVersionRegistrations", ModelVersionId=version_id)["Registrations"]
    assert [each["ModelPackageArn"] for each in found] == arns[::-1]
    assert {each["ModelApprovalStatus"] for each in found} == {"PendingManualApproval"}
    change = {"ModelPackageArn": arns[0], "ModelApprovalStatus": "Approved"}
    sagemaker.operations["UpdateModelPackage"](world.admin, change)
    sagemaker.operations["DeleteModelPackage"](world.admin, {"ModelPackageName": arns[1]})
    [left] = world.canvas("ListModelVersionRegistrations", ModelVersionId=version_id)["Registrations"]
    assert (left["ModelPackageArn"], left["ModelApprovalStatus"], left["ModelPackageVersion"]) == (
        arns[0],
        "Approved",
        1,
    )


def test_a_version_is_deployed_under_key_1_and_deleted_whole(world: World) -> None:
    version_id = built(world)
    made = world.canvas("DeployModelVersion", ModelVersionId=version_id, InstanceCount=2)
    [told] = world.canvas("ListModelVersionDeployments", ModelVersionId=version_id)["Deployments"]
    assert (told["EndpointName"], told["InstanceCount"], told["KmsKeyId"]) == (made["EndpointName"], 2, world.keys["1"])
    assert told["EndpointName"].startswith("canvas-model-"), "what its policy allows the role to make"
    with pytest.raises(ResourceInUseException, match="is served by canvas-model-"):
        world.canvas("DeleteModelVersion", ModelVersionId=version_id)
    with pytest.raises(ValidationException, match="already exist"):
        world.canvas("DeployModelVersion", ModelVersionId=version_id, EndpointName=made["EndpointName"])
    from sealcanvas.sagemaker import stored as sagemaker_stored

    endpoint = sagemaker_stored.find(world.instance, made["EndpointArn"])
    assert endpoint is not None
    sagemaker_stored.change(world.instance, endpoint, status="InService")  # no process serves in this test
    name = {"ModelVersionId": version_id, "EndpointName": made["EndpointName"]}
    world.canvas("DeleteModelVersionDeployment", **name)
    assert world.canvas("ListModelVersionDeployments", ModelVersionId=version_id)["Deployments"] == []
    for kind in ("endpoint", "endpoint-config", "model"):
        arn = made["EndpointArn"].replace(":endpoint/", f":{kind}/")
        assert sagemaker_stored.find(world.instance, arn) is None
    with pytest.raises(ResourceNotFoundException, match="has no endpoint"):
        world.canvas("DeleteModelVersionDeployment", **name)


@pytest.mark.parametrize(
    ("setting", "operation", "request_"),
    [
        ("DirectDeploySettings", "DeployModelVersion", {}),
        ("ModelRegisterSettings", "RegisterModelVersion", {"ModelPackageGroupName": "g"}),
    ],
)
def test_what_the_settings_disable_is_refused(
    world: World, setting: str, operation: str, request_: dict[str, Any]
) -> None:
    version_id = built(world)
    settings = {"CanvasAppSettings": {setting: {"Status": "DISABLED"}}}
    name: dict[str, Any] = {"DomainId": world.domain_id, "UserProfileName": "ana"}
    sagemaker.operations["UpdateUserProfile"](world.admin, {**name, "UserSettings": settings})
    with pytest.raises(ValidationException, match=rf"is disabled for UserProfile \[ana\] .*{setting}"):
        world.canvas(operation, ModelVersionId=version_id, **request_)
    told = world.canvas("DescribeWorkspace", **name)
    assert (told["DirectDeployEnabled"], told["ModelRegisterEnabled"]) == (
        setting != "DirectDeploySettings",
        setting != "ModelRegisterSettings",
    )
    settings["CanvasAppSettings"][setting]["Status"] = "ENABLED"
    sagemaker.operations["UpdateUserProfile"](world.admin, {**name, "UserSettings": settings})
    world.canvas(operation, ModelVersionId=version_id, **request_)


def test_a_share_owns_no_folder(world: World) -> None:
    profile(world, "bob")
    version_id = built(world)
    before = folders_of(world.instance, ACCOUNT, world.domain_id)
    world.canvas("ShareModelVersion", ModelVersionId=version_id, UserProfileName="bob")
    after = folders_of(world.instance, ACCOUNT, world.domain_id)
    assert [each.resource.id for each in after.own] == [each.resource.id for each in before.own]


def test_another_accounts_registry_is_refused_by_name(world: World) -> None:
    other = {"Status": "ENABLED", "CrossAccountModelRegisterRoleArn": "arn:aws:iam::444455556666:role/Register"}
    with pytest.raises(SageMakerValidationException, match=r"CrossAccountModelRegisterRoleArn is not supported"):
        profile(world, "bob", ModelRegisterSettings=other)
