from typing import Any

import pytest

from sealcanvas.sagemaker.errors import ResourceInUse, ResourceNotFound, ValidationException
from sealcanvas.volumes.domain_volume import open_domain_volume
from tests.unit.sagemaker.sagemaker_world import World, ask


def _app(domain_id: str, **members: Any) -> dict[str, Any]:
    return {"DomainId": domain_id, "UserProfileName": "ana", "AppType": "Canvas", "AppName": "default", **members}


def _open(world: World, **domain: Any) -> str:
    domain_id = world.domain(**domain)
    ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="ana")
    return domain_id


def test_an_app_opens_the_domains_volume_under_the_grant(world: World) -> None:
    domain_id = _open(world, KmsKeyId=world.key())
    arn = ask(world.admin, "CreateApp", **_app(domain_id))["AppArn"]
    assert arn.endswith(f":app/{domain_id}/ana/canvas/default")
    app = ask(world.admin, "DescribeApp", **_app(domain_id))
    assert (app["Status"], app["AppType"]) == ("InService", "Canvas")
    domain = ask(world.admin, "DescribeDomain", DomainId=domain_id)
    assert open_domain_volume(world.instance, domain["DomainArn"]).volume_id == domain["HomeEfsFileSystemId"]
    with pytest.raises(ResourceInUse):
        ask(world.admin, "CreateApp", **_app(domain_id))
    with pytest.raises(ResourceInUse):
        ask(world.admin, "DeleteUserProfile", DomainId=domain_id, UserProfileName="ana")


def test_the_managed_key_opens_it_too(world: World) -> None:
    domain_id = _open(world)
    ask(world.admin, "CreateApp", **_app(domain_id))
    assert ask(world.admin, "DescribeApp", **_app(domain_id))["Status"] == "InService"


@pytest.mark.parametrize("opened_before", [False, True])
def test_a_revoked_grant_fails_the_app_naming_key_action_and_principal(world: World, opened_before: bool) -> None:
    key = world.key()
    domain_id = _open(world, KmsKeyId=key)
    if opened_before:
        ask(world.admin, "CreateApp", **_app(domain_id))
        ask(world.admin, "DeleteApp", **_app(domain_id))
    [grant] = world.kms("ListGrants", KeyId=key)["Grants"]
    world.kms("RevokeGrant", KeyId=key, GrantId=grant["GrantId"])
    ask(world.admin, "CreateApp", **_app(domain_id))
    app = ask(world.admin, "DescribeApp", **_app(domain_id))
    action = "kms:Decrypt" if opened_before else "kms:GenerateDataKeyWithoutPlaintext"
    assert app["Status"] == "Failed"
    for word in (key, action, "sagemaker.amazonaws.com"):
        assert word in app["FailureReason"]


def test_a_disabled_key_fails_the_app_and_enabled_again_it_opens(world: World) -> None:
    key = world.key()
    domain_id = _open(world, KmsKeyId=key)
    world.kms("DisableKey", KeyId=key)
    ask(world.admin, "CreateApp", **_app(domain_id))
    assert "disabled" in ask(world.admin, "DescribeApp", **_app(domain_id))["FailureReason"]
    world.kms("EnableKey", KeyId=key)
    ask(world.admin, "CreateApp", **_app(domain_id))
    assert ask(world.admin, "DescribeApp", **_app(domain_id))["Status"] == "InService"


def test_only_canvas_is_served(world: World) -> None:
    domain_id = _open(world)
    for members in (
        {"AppType": "JupyterLab"},
        {"ResourceSpec": {"InstanceType": "ml.t3.medium"}},
        {"RecoveryMode": True},
        {"SpaceName": "shared"},
    ):
        with pytest.raises(ValidationException):
            ask(world.admin, "CreateApp", **_app(domain_id, **members))
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "CreateApp", **_app(domain_id, UserProfileName="eve"))


def test_a_deleted_app_is_told_as_deleted_and_its_domain_can_go(world: World) -> None:
    domain_id = _open(world)
    ask(world.admin, "CreateApp", **_app(domain_id))
    ask(world.admin, "DeleteApp", **_app(domain_id))
    assert [app["Status"] for app in ask(world.admin, "ListApps", DomainIdEquals=domain_id)["Apps"]] == ["Deleted"]
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "DeleteApp", **_app(domain_id))
    ask(world.admin, "DeleteUserProfile", DomainId=domain_id, UserProfileName="ana")
    ask(world.admin, "DeleteDomain", DomainId=domain_id, RetentionPolicy={"HomeEfsFileSystem": "Delete"})
    assert ask(world.admin, "ListApps")["Apps"] == []
