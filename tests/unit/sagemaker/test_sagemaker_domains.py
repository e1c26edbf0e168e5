from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam.roles import find_role
from sealcanvas.kms.errors import AccessDeniedException as KmsDenied
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.sagemaker.errors import AccessDeniedException, ResourceInUse, ResourceNotFound, ValidationException
from sealcanvas.sagemaker.workspace.settings import canvas_settings
from tests.support.instance import ACCOUNT, REGION, call_as
from tests.unit.sagemaker.sagemaker_world import World, ask

ADMIN = {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/admin"}, "Resource": "*"}
SETTINGS = "CanvasAppSettings"


def _grants(world: World, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.kms("ListGrants", KeyId=key)["Grants"]
    return found


def test_a_domain_has_a_grant_for_itself_and_the_default_bucket(world: World) -> None:
    key = world.key()
    domain = ask(world.admin, "DescribeDomain", DomainId=world.domain(KmsKeyId=key))
    assert (domain["Status"], domain["KmsKeyId"]) == ("InService", key)
    [grant] = _grants(world, key)
    assert grant["GranteeServicePrincipal"] == grant["RetiringServicePrincipal"] == "sagemaker.amazonaws.com"
    assert sorted(grant["Operations"]) == ["Decrypt", "DescribeKey", "GenerateDataKeyWithoutPlaintext", "RetireGrant"]
    assert grant["Constraints"]["SourceArn"] == domain["DomainArn"]
    assert find_bucket(world.admin, f"sagemaker-{REGION}-{ACCOUNT}").account == ACCOUNT
    assert [found["DomainName"] for found in ask(world.admin, "ListDomains")["Domains"]] == ["team"]


def test_without_a_key_the_domain_has_the_aws_managed_one(world: World) -> None:
    world.domain()
    [grant] = _grants(world, world.kms("DescribeKey", KeyId="alias/aws/sagemaker")["KeyMetadata"]["Arn"])
    assert grant["GranteeServicePrincipal"] == "sagemaker.amazonaws.com"


def test_deleting_the_domain_retires_the_grant(world: World) -> None:
    key = world.key()
    domain_id = world.domain(KmsKeyId=key)
    ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="ana")
    with pytest.raises(ResourceInUse):
        ask(world.admin, "DeleteDomain", DomainId=domain_id)
    ask(world.admin, "DeleteUserProfile", DomainId=domain_id, UserProfileName="ana")
    ask(world.admin, "DeleteDomain", DomainId=domain_id)
    assert _grants(world, key) == []
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "DescribeDomain", DomainId=domain_id)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("not-a-key", "is not a KMS key"),
        (f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab", "region eu-west-1"),
        (f"arn:aws:iam::{ACCOUNT}:role/x", "is not a KMS key"),
        ("1234abcd-12ab-34cd-56ef-1234567890ab", "does not exist"),
        ("alias/none", "is not found"),
    ],
)
@pytest.mark.parametrize("place", ["KmsKeyId", "SharingSettings", "WorkspaceSettings"])
def test_a_key_that_cannot_be_is_refused_at_once(world: World, key: str, reason: str, place: str) -> None:
    places: dict[str, dict[str, Any]] = {
        "KmsKeyId": {"KmsKeyId": key},
        "SharingSettings": {"settings": {"SharingSettings": {"S3KmsKeyId": key}}},
        "WorkspaceSettings": {"settings": {SETTINGS: {"WorkspaceSettings": {"S3KmsKeyId": key}}}},
    }
    with pytest.raises(ValidationException, match=reason) as caught:
        world.domain(**places[place])
    assert place in caught.value.message
    assert ask(world.admin, "ListDomains")["Domains"] == []


def test_a_key_in_the_wrong_state_is_refused_at_once(world: World) -> None:
    key = world.key()
    world.kms("DisableKey", KeyId=key)
    with pytest.raises(ValidationException, match="its state is Disabled"):
        world.domain(KmsKeyId=key)
    world.kms("ScheduleKeyDeletion", KeyId=key)
    with pytest.raises(ValidationException, match="its state is PendingDeletion"):
        world.domain(settings={"SharingSettings": {"S3KmsKeyId": key}})


@pytest.mark.parametrize("missing", ["kms:CreateGrant", "kms:DescribeKey"])
def test_the_caller_needs_both_actions_on_key_1_through_sagemaker(world: World, missing: str) -> None:
    through = {"StringEquals": {"kms:ViaService": f"sagemaker.{REGION}.amazonaws.com"}}
    base = {**ADMIN, "Action": ["kms:PutKeyPolicy", "kms:ListGrants"]}
    both = {**ADMIN, "Action": ["kms:DescribeKey", "kms:CreateGrant"], "Condition": through}
    one = {**both, "Action": [action for action in both["Action"] if action != missing]}
    with pytest.raises(KmsDenied, match=missing):
        world.domain(KmsKeyId=world.key(base, one))
    assert ask(world.admin, "ListDomains")["Domains"] == []
    world.domain(KmsKeyId=world.key(base, both))


def test_the_execution_role_must_be_passed_and_assumable(world: World) -> None:
    jane = world.user("jane", {"Action": "sagemaker:*", "Resource": "*"})
    request = {"DomainName": "mine", "AuthMode": "IAM", "DefaultUserSettings": {"ExecutionRole": world.role}}
    with pytest.raises(AccessDeniedException, match="iam:PassRole"):
        ask(jane, "CreateDomain", **request)
    stranger = world.make_role("Stranger", "forecast.amazonaws.com")
    with pytest.raises(ValidationException, match=f"Could not assume role {stranger}"):
        world.domain(settings={"ExecutionRole": stranger})
    with pytest.raises(ValidationException, match="Could not assume role"):
        world.domain(settings={"ExecutionRole": f"arn:aws:iam::{ACCOUNT}:role/Nobody"})


def test_nobody_learns_of_a_domain_that_he_may_not_describe(world: World) -> None:
    joe = world.user("joe")
    for domain_id in (world.domain(), "d-nothing"):
        with pytest.raises(AccessDeniedException, match="sagemaker:DescribeDomain"):
            ask(joe, "DescribeDomain", DomainId=domain_id)


@pytest.mark.parametrize(
    "members",
    [
        {"AuthMode": "SSO"},
        {"DefaultSpaceSettings": {"ExecutionRole": f"arn:aws:iam::{ACCOUNT}:role/x"}},
        {"settings": {"JupyterServerAppSettings": {"LifecycleConfigArns": []}}},
        {"settings": {SETTINGS: {"KendraSettings": {"Status": "ENABLED"}}}},
        {"settings": {SETTINGS: {"WorkspaceSettings": {"S3ArtifactPath": "https://x/y"}}}},
    ],
)
def test_what_is_not_served_is_refused(world: World, members: dict[str, Any]) -> None:
    with pytest.raises(ValidationException):
        world.domain(**members)


def test_time_series_without_a_role_make_one_that_is_known_by_its_arn(world: World) -> None:
    series = {SETTINGS: {"TimeSeriesForecastingSettings": {"Status": "ENABLED"}}}
    domain = ask(world.admin, "DescribeDomain", DomainId=world.domain(settings=series))
    settings = domain["DefaultUserSettings"][SETTINGS]["TimeSeriesForecastingSettings"]
    arn = settings["AmazonForecastRoleArn"]
    assert arn.startswith(f"arn:aws:iam::{ACCOUNT}:role/service-role/AmazonSagemakerCanvasForecastRole-")
    assert find_role(world.instance, arn) is not None
    ask(world.admin, "CreateUserProfile", DomainId=domain["DomainId"], UserProfileName="ana", UserSettings=series)
    effective = canvas_settings(world.instance, domain["DomainId"], "ana")
    assert (effective.forecast_role, effective.time_series_enabled) == (arn, True)


def test_the_workspaces_key_wins_and_the_profiles_wins_over_the_domains(world: World) -> None:
    shared, workspace, own, app = (world.key() for _ in range(4))
    both = {
        "SharingSettings": {"S3KmsKeyId": shared},
        SETTINGS: {"WorkspaceSettings": {"S3KmsKeyId": workspace.rpartition("/")[2], "S3ArtifactPath": "s3://canvas/"}},
    }
    domain_id = world.domain(KmsKeyId=app, settings=both)
    ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="ana")
    mine = {"SharingSettings": {"S3KmsKeyId": own}}
    ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="bob", UserSettings=mine)
    ana, bob = (canvas_settings(world.instance, domain_id, name) for name in ("ana", "bob"))
    assert (ana.app_key, ana.storage_key, bob.storage_key) == (app, workspace, own)
    assert ana.artifact_prefix == "s3://canvas/Canvas/ana"
    assert ana.execution_role == world.role
    ask(
        world.admin,
        "UpdateDomain",
        DomainId=domain_id,
        DefaultUserSettings={SETTINGS: {"WorkspaceSettings": {"S3KmsKeyId": own}}},
    )
    changed = canvas_settings(world.instance, domain_id, "ana")
    assert (changed.storage_key, changed.artifact_prefix) == (own, ana.artifact_prefix)
    with pytest.raises(ResourceNotFound, match="does not exist in Domain"):
        canvas_settings(world.instance, domain_id, "eve")


def test_names_are_taken_once(world: World) -> None:
    domain_id = world.domain()
    with pytest.raises(ResourceInUse):
        world.domain()
    ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="ana")
    with pytest.raises(ResourceInUse):
        ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="ana")
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "CreateUserProfile", DomainId="d-none", UserProfileName="ana")
    [profile] = ask(world.admin, "ListUserProfiles", DomainIdEquals=domain_id)["UserProfiles"]
    assert profile["UserProfileName"] == "ana"
    found = ask(world.admin, "DescribeUserProfile", DomainId=domain_id, UserProfileName="ana")
    assert found["UserProfileArn"] == f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:user-profile/{domain_id}/ana"


def test_another_accounts_root_sees_nothing(world: World) -> None:
    world.domain()
    assert ask(call_as(world.instance, Principal.root("444455556666")), "ListDomains")["Domains"] == []
