"""Spaces: whose they are, how large, what runs in them; and the apps, profiles and domains that they hold up."""

from typing import Any

import pytest

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.errors import AccessDeniedException, ResourceInUse, ResourceNotFound, ValidationException
from sealcanvas.volumes.attached import attached_of_domain, find_attached
from sealcanvas.volumes.snapshots import list_snapshots
from tests.unit.sagemaker.sagemaker_world import World, ask

PRIVATE: dict[str, Any] = {
    "OwnershipSettings": {"OwnerUserProfileName": "ana"},
    "SpaceSharingSettings": {"SharingType": "Private"},
}
SHARED: dict[str, Any] = {**PRIVATE, "SpaceSharingSettings": {"SharingType": "Shared"}}


def _sized(gb: int) -> dict[str, Any]:
    return {"SpaceStorageSettings": {"EbsStorageSettings": {"EbsVolumeSizeInGb": gb}}}


def _defaults(default: int, maximum: int) -> dict[str, Any]:
    sizes = {"DefaultEbsVolumeSizeInGb": default, "MaximumEbsVolumeSizeInGb": maximum}
    return {"SpaceStorageSettings": {"DefaultEbsStorageSettings": sizes}}


def _domain(world: World, **members: Any) -> str:
    domain_id = world.domain(**members)
    ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="ana")
    return domain_id


def _space(world: World, domain_id: str, name: str = "work", **members: Any) -> dict[str, Any]:
    ask(world.admin, "CreateSpace", DomainId=domain_id, SpaceName=name, **{**PRIVATE, **members})
    return ask(world.admin, "DescribeSpace", DomainId=domain_id, SpaceName=name)


def _app(domain_id: str, **members: Any) -> dict[str, Any]:
    return {"DomainId": domain_id, "SpaceName": "work", "AppType": "Canvas", "AppName": "default", **members}


def test_a_space_is_told_as_it_was_made(world: World) -> None:
    domain_id = _domain(world)
    space = _space(world, domain_id, SpaceSettings=_sized(5), SpaceDisplayName="仕事")
    assert (space["Status"], space["SpaceDisplayName"]) == ("InService", "仕事")
    assert space["SpaceSettings"] == _sized(5)
    assert {name: space[name] for name in PRIVATE} == PRIVATE
    assert space["SpaceArn"].endswith(f":space/{domain_id}/work")
    (listed,) = ask(world.admin, "ListSpaces", DomainIdEquals=domain_id, SpaceNameContains="or")["Spaces"]
    assert listed["OwnershipSettingsSummary"] == PRIVATE["OwnershipSettings"]
    assert listed["SpaceSettingsSummary"]["SpaceStorageSettings"] == _sized(5)["SpaceStorageSettings"]
    with pytest.raises(ResourceInUse):
        _space(world, domain_id)


@pytest.mark.parametrize(
    ("settings", "given", "size"),
    [({}, None, 5), (_defaults(7, 9), None, 7), (_defaults(7, 9), 9, 9), (_defaults(150, 16_384), 200, 200)],
)
def test_its_size_is_the_requests_or_its_owners_default(
    world: World, settings: dict[str, Any], given: int | None, size: int
) -> None:
    space = _space(world, _domain(world, settings=settings), SpaceSettings=_sized(given) if given else {})
    assert space["SpaceSettings"] == _sized(size)


@pytest.mark.parametrize(
    "members",
    [
        {"SpaceSettings": _sized(101)},
        {"SpaceSettings": {"AppType": "JupyterLab"}},
        {"SpaceSettings": {"RemoteAccess": "ENABLED"}},
        {"SpaceSettings": {"CustomFileSystems": [{"EFSFileSystem": {"FileSystemId": "fs-12345678"}}]}},
        {"OwnershipSettings": {"OwnerUserProfileName": "nobody"}},
        SHARED,
    ],
)
def test_what_a_space_cannot_be_is_refused(world: World, members: dict[str, Any]) -> None:
    domain_id = _domain(world)
    with pytest.raises(ValidationException):
        _space(world, domain_id, **members)
    with pytest.raises(ValidationException, match="together"):
        ask(
            world.admin,
            "CreateSpace",
            DomainId=domain_id,
            SpaceName="half",
            OwnershipSettings=PRIVATE["OwnershipSettings"],
        )
    assert ask(world.admin, "ListSpaces")["Spaces"] == []


def test_a_shared_space_runs_as_the_domains_role_for_spaces(world: World) -> None:
    domain_id = _domain(world, DefaultSpaceSettings={"ExecutionRole": world.role, **_defaults(6, 8)})
    assert _space(world, domain_id, **SHARED)["SpaceSettings"] == _sized(6)
    with pytest.raises(ValidationException, match="MaximumEbsVolumeSizeInGb 8"):
        _space(world, domain_id, "large", **SHARED, SpaceSettings=_sized(9))


def test_an_app_in_a_space_works_on_the_spaces_volume(world: World) -> None:
    domain_id = _domain(world, KmsKeyId=world.key())
    space = _space(world, domain_id, SpaceSettings=_sized(6))
    ask(world.admin, "CreateApp", **_app(domain_id))
    (app,) = ask(world.admin, "ListApps", SpaceNameEquals="work")["Apps"]
    assert (app["Status"], app["SpaceName"], "UserProfileName" in app) == ("InService", "work", False)
    volume = find_attached(world.instance, space["SpaceArn"])
    assert volume is not None
    assert (volume.kind, volume.quota, volume.state) == ("space", 6 << 30, "Attached")
    for operation in ("DeleteSpace", "DeleteDomain"):
        with pytest.raises(ResourceInUse, match="are associated with it"):
            ask(
                world.admin,
                operation,
                DomainId=domain_id,
                **({"SpaceName": "work"} if operation == "DeleteSpace" else {}),
            )
    with pytest.raises(ResourceInUse, match=r"Space\(s\)"):
        ask(world.admin, "DeleteUserProfile", DomainId=domain_id, UserProfileName="ana")
    with pytest.raises(ResourceInUse):
        ask(world.admin, "UpdateSpace", DomainId=domain_id, SpaceName="work", SpaceSettings=_sized(7))
    ask(world.admin, "DeleteApp", **_app(domain_id))
    volume = find_attached(world.instance, space["SpaceArn"])
    assert volume is not None
    assert volume.state == "Detached"
    assert len(list_snapshots(world.instance, volume.volume_id)) == 1
    ask(world.admin, "DeleteSpace", DomainId=domain_id, SpaceName="work")
    assert attached_of_domain(world.instance, f"arn:aws:sagemaker:us-east-1:111122223333:domain/{domain_id}") == []
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "DescribeSpace", DomainId=domain_id, SpaceName="work")
    assert ask(world.admin, "ListApps")["Apps"] == []


def test_a_spaces_volume_grows_and_never_shrinks(world: World) -> None:
    domain_id = _domain(world)
    space = _space(world, domain_id, SpaceSettings=_sized(10))
    named = {"DomainId": domain_id, "SpaceName": "work"}
    with pytest.raises(ValidationException, match="cannot be decreased, from 10 to 9"):
        ask(world.admin, "UpdateSpace", **named, SpaceSettings=_sized(9))
    with pytest.raises(ValidationException, match="AppType"):
        ask(world.admin, "UpdateSpace", **named, SpaceSettings={"AppType": "CodeEditor"})
    ask(world.admin, "UpdateSpace", **named, SpaceSettings=_sized(20))
    ask(world.admin, "UpdateSpace", **named, SpaceDisplayName="bigger", SpaceSettings={})
    changed = ask(world.admin, "DescribeSpace", **named)
    assert (changed["SpaceDisplayName"], changed["SpaceSettings"]) == ("bigger", _sized(20))
    ask(world.admin, "CreateApp", **_app(domain_id))
    volume = find_attached(world.instance, space["SpaceArn"])
    assert volume is not None
    assert volume.quota == 20 << 30


def test_a_space_and_a_profile_never_have_one_name(world: World) -> None:
    domain_id = _domain(world)
    _space(world, domain_id)
    with pytest.raises(ResourceInUse):
        _space(world, domain_id, "ana")
    with pytest.raises(ResourceInUse):
        ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="work")


def test_a_policy_can_keep_everybody_to_private_spaces_of_their_own(world: World) -> None:
    domain_id = _domain(world, DefaultSpaceSettings={"ExecutionRole": world.role})
    own = f"arn:aws:sagemaker:*:*:user-profile/{domain_id}/ana"
    ana = world.user(
        "ana",
        {
            "Action": ["sagemaker:*Space", "sagemaker:CreateApp", "sagemaker:DeleteApp"],
            "Resource": "*",
            "Condition": {
                "ArnLike": {"sagemaker:OwnerUserProfileArn": own},
                "StringEquals": {"sagemaker:SpaceSharingType": "Private"},
            },
        },
    )
    named = {"DomainId": domain_id, "SpaceName": "mine"}
    ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="bob")
    bobs = {**PRIVATE, "OwnershipSettings": {"OwnerUserProfileName": "bob"}}
    for members in (SHARED, bobs, {}):
        with pytest.raises(AccessDeniedException):
            ask(ana, "CreateSpace", **named, **members)
    ask(ana, "CreateSpace", **named, **PRIVATE)
    ask(ana, "CreateApp", **_app(domain_id, SpaceName="mine"))
    ask(world.admin, "CreateSpace", DomainId=domain_id, SpaceName="bobs", **bobs)
    for operation, request in (
        ("CreateApp", _app(domain_id, SpaceName="bobs")),
        ("DeleteSpace", {"DomainId": domain_id, "SpaceName": "bobs"}),
    ):
        with pytest.raises(AccessDeniedException):
            ask(ana, operation, **request)
    ask(ana, "DeleteApp", **_app(domain_id, SpaceName="mine"))
    ask(ana, "DeleteSpace", **named)


def test_an_app_is_of_one_profile_or_one_space(world: World) -> None:
    domain_id = _domain(world)
    both = _app(domain_id, UserProfileName="ana")
    neither = {name: value for name, value in _app(domain_id).items() if name != "SpaceName"}
    for request in (both, neither):
        with pytest.raises(ValidationException, match="Exactly one"):
            ask(world.admin, "CreateApp", **request)
    with pytest.raises(ValidationException, match="SpaceNameEquals"):
        ask(world.admin, "ListApps", SpaceNameEquals="work", UserProfileNameEquals="ana")
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "CreateApp", **_app(domain_id))


def test_another_domains_space_is_not_this_ones(world: World) -> None:
    first = _domain(world)
    second = world.domain(DomainName="other")
    _space(world, first)
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "DescribeSpace", DomainId=second, SpaceName="work")
    assert len(stored.of_domain(world.instance, second, "space")) == 0
