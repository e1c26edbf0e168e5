"""ReplicateKey: a related key in another Region."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert, select

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.audit.event import Event
from sealcanvas.kms.errors import AlreadyExistsException, UnsupportedOperationException
from sealcanvas.kms.imported.identity import copy_identity
from sealcanvas.kms.imported.materials import expect_material, materials_of
from sealcanvas.kms.key import Key, key_arn, key_policy
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.make_key import store_row
from sealcanvas.kms.material import copy_material
from sealcanvas.kms.metadata import key_metadata
from sealcanvas.kms.policy import default_policy, read_policy, require_no_lockout
from sealcanvas.kms.regions.partition import require_region
from sealcanvas.kms.regions.related import add_related, related_to
from sealcanvas.kms.service import kms
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.tables import material, rotations
from sealcanvas.kms.tag_rules import request_tags, tags_of
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException
from sealcanvas.service.resource import PlainResource


def _conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return {"kms:ReplicaRegion": request["ReplicaRegion"]}


@key_operation("ReplicateKey", conditions=_conditions)
def replicate_key(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Make a replica of a multi-Region primary: same id and key material, its own policy, tags and description."""
    region: str = request["ReplicaRegion"]
    _require_replicable(call, key, region)
    there = replace(call, region=region)
    tags = tags_of(request)
    _authorize_creation(there, key, request)
    text = request.get("Policy")
    document, ids = read_policy(there, text) if text else (PolicyDocument.parse(default_policy(key.account), "key"), {})
    replica = _replica(there, key, document, request.get("Description") or "", tags)
    if text and not request.get("BypassPolicyLockoutSafetyCheck"):
        require_no_lockout(there, replica, document)
    with call.instance.database.transaction() as connection:
        store_row(connection, replica, ids)
        add_related(connection, replica, "REPLICA")
        _share(there, connection, key, replica)
    call.journal.events[-1].resources.append(replica.arn)
    call.journal.events.append(_creation(there, replica))
    return {
        "ReplicaKeyMetadata": _being_created(key_metadata(call.instance, replica)),
        "ReplicaPolicy": document.text,
        "ReplicaTags": [{"TagKey": name, "TagValue": value} for name, value in tags.items()],
    }


def _require_replicable(call: Call, key: Key, region: str) -> None:
    with call.instance.database.read() as connection:
        family = related_to(connection, key)
    if not key.multi_region or key.arn != family.primary:
        raise UnsupportedOperationException(f"{key.arn} is not a multi-region primary key.")
    require_enabled(key)
    require_region(region)
    if region == key.region:
        raise ValidationException(f"{region} cannot have a replica because it contains the primary.")
    if key_arn(region, key.account, key.key_id) in family.replicas:
        raise AlreadyExistsException("You can create only one replica of each primary key in each AWS Region.")


def _authorize_creation(there: Call, primary: Key, request: dict[str, Any]) -> None:
    """A replica is made in its Region, by whoever may make keys there."""
    anything = PlainResource("*", there.account)
    keys = {
        "kms:KeySpec": primary.spec,
        "kms:KeyUsage": primary.usage,
        "kms:KeyOrigin": primary.origin,
        "kms:MultiRegion": "true",
        "kms:MultiRegionKeyType": "REPLICA",
        "kms:BypassPolicyLockoutSafetyCheck": "true" if request.get("BypassPolicyLockoutSafetyCheck") else "false",
        **request_tags(request),
    }
    kms.check(there, "kms:CreateKey", anything, keys)
    if request.get("Tags"):
        kms.check(there, "kms:TagResource", anything, request_tags(request))


def _replica(there: Call, primary: Key, document: PolicyDocument, description: str, tags: dict[str, str]) -> Key:
    arn = key_arn(there.region, primary.account, primary.key_id)
    return replace(
        primary,
        arn=arn,
        region=there.region,
        state="PendingImport" if primary.imported else "Enabled",
        description=description,
        created_at=there.instance.clock(),
        policy=key_policy(arn, document),
        tags=tags,
        deletion_at=None,
        waiting_days=None,
        request_alias="",
    )


def _share(there: Call, connection: Connection, primary: Key, replica: Key) -> None:
    """Give the replica the primary's materials, by their numbers, and when each became current."""
    if primary.imported:
        copy_identity(connection, primary.arn, replica.arn)
        for known in materials_of(connection, primary.arn):
            expect_material(there.instance, connection, replica.arn, known)
    else:
        numbers = select(material.c.version).where(material.c.key_arn == primary.arn).order_by(material.c.version)
        for number in connection.execute(numbers).scalars().all():
            copy_material(there.instance, connection, primary.arn, replica.arn, number)
    for row in connection.execute(select(rotations).where(rotations.c.key_arn == primary.arn)).all():
        values = {"key_arn": replica.arn, "version": row.version, "type": row.type, "rotated_at": row.rotated_at}
        connection.execute(insert(rotations).values(**values))


def _creation(there: Call, replica: Key) -> Event:
    """The CreateKey event in the replica's Region, which AWS records beside the primary's ReplicateKey."""
    event = there.event(kms.event_source, "CreateKey")
    event.resources = [replica.arn]
    event.parameters = {"keySpec": replica.spec, "keyUsage": replica.usage, "origin": replica.origin}
    event.parameters |= {"multiRegion": True, "description": replica.description}
    return event


def _being_created(metadata: dict[str, Any]) -> dict[str, Any]:
    """As AWS answers, for whom the key is not there yet."""
    shown = {name: value for name, value in metadata.items() if name != "CurrentKeyMaterialId"}
    return {**shown, "KeyState": "Creating", "Enabled": False}
