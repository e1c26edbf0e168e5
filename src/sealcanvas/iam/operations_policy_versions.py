"""CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions, SetDefaultPolicyVersion, DeletePolicyVersion."""

from typing import Any

from sqlalchemy import delete, insert, select, update

from sealcanvas.iam.documents import encoded
from sealcanvas.iam.errors import DeleteConflict, LimitExceeded, NoSuchEntity
from sealcanvas.iam.managed_policies import ManagedPolicy, PolicyVersion, versions_of
from sealcanvas.iam.operations_policies import check_policy_text
from sealcanvas.iam.paging import Page
from sealcanvas.iam.quotas import POLICY_VERSIONS
from sealcanvas.iam.tables import policies, policy_versions
from sealcanvas.iam.targets import on_policy, policy_at
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

Target = ManagedPolicy | PlainResource


@on_policy("CreatePolicyVersion", writes=True)
def create_policy_version(call: Call, _target: Target, request: Request) -> Request:
    """Add a version, on request as the default."""
    policy, now = policy_at(call, request["PolicyArn"]), call.instance.clock()
    check_policy_text(request["PolicyDocument"])
    if len(versions_of(call.instance, policy)) >= POLICY_VERSIONS:
        raise LimitExceeded(
            f"A managed policy can have up to {POLICY_VERSIONS} versions. Before you create a new version, you must "
            "delete an existing version."
        )
    this = policies.c.policy_id == policy.policy_id
    with call.instance.database.transaction() as connection:
        number = connection.execute(select(policies.c.newest_version).where(this)).scalar_one() + 1
        connection.execute(
            insert(policy_versions).values(
                policy_id=policy.policy_id, version=number, document=request["PolicyDocument"], created_at=now
            )
        )
        default = {"default_version": number} if request.get("SetAsDefault") else {}
        connection.execute(update(policies).where(this).values(newest_version=number, updated_at=now, **default))
    return {"PolicyVersion": {"VersionId": f"v{number}", "IsDefaultVersion": bool(default), "CreateDate": now}}


@on_policy("GetPolicyVersion")
def get_policy_version(call: Call, _target: Target, request: Request) -> Request:
    """One version with its text."""
    policy = policy_at(call, request["PolicyArn"])
    version = _version(call, policy, request["VersionId"])
    return {"PolicyVersion": shown_version(policy, version) | {"Document": encoded(version.document)}}


@on_policy("ListPolicyVersions")
def list_policy_versions(call: Call, _target: Target, request: Request) -> Request:
    """The versions without their texts, newest first."""
    policy = policy_at(call, request["PolicyArn"])
    # Newest first, by an ascending key as pages want it.
    page, more = Page(request).of(versions_of(call.instance, policy), lambda v: f"{2**31 - v.version:010}")
    return {"Versions": [shown_version(policy, version) for version in page], **more}


@on_policy("SetDefaultPolicyVersion", writes=True)
def set_default_policy_version(call: Call, _target: Target, request: Request) -> None:
    """Let another version count."""
    policy = policy_at(call, request["PolicyArn"])
    version = _version(call, policy, request["VersionId"])
    with call.instance.database.transaction() as connection:
        connection.execute(
            update(policies)
            .where(policies.c.policy_id == policy.policy_id)
            .values(default_version=version.version, updated_at=call.instance.clock())
        )


@on_policy("DeletePolicyVersion", writes=True)
def delete_policy_version(call: Call, _target: Target, request: Request) -> None:
    """Delete a version that is not the default."""
    policy = policy_at(call, request["PolicyArn"])
    version = _version(call, policy, request["VersionId"])
    if version.version == policy.default_version:
        raise DeleteConflict("Cannot delete the default version of a policy.")
    with call.instance.database.transaction() as connection:
        connection.execute(
            delete(policy_versions).where(
                policy_versions.c.policy_id == policy.policy_id, policy_versions.c.version == version.version
            )
        )


def _version(call: Call, policy: ManagedPolicy, version_id: str) -> PolicyVersion:
    for version in versions_of(call.instance, policy):
        if f"v{version.version}" == version_id:
            return version
    raise NoSuchEntity(f"Policy {policy.arn} version {version_id} does not exist or is not attachable.")


def shown_version(policy: ManagedPolicy, version: PolicyVersion) -> dict[str, Any]:
    """A version without its text."""
    return {
        "VersionId": f"v{version.version}",
        "IsDefaultVersion": version.version == policy.default_version,
        "CreateDate": version.created_at,
    }
