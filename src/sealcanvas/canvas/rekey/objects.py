"""A domain's objects: which of them lie under another key than they should, and each brought under it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sealcanvas.canvas.rekey.copy_in_place import Note, copy_in_place
from sealcanvas.canvas.rekey.places import Place
from sealcanvas.canvas.rekey.recorded import folders_of
from sealcanvas.canvas.rekey.tell import tell_object
from sealcanvas.canvas.stored import Stored
from sealcanvas.s3.below import objects_below, uploads_below
from sealcanvas.s3.errors import NoSuchKey, PreconditionFailed
from sealcanvas.s3.record import ObjectRecord
from sealcanvas.sagemaker.stored import Stored as Domain
from sealcanvas.sagemaker.workspace.domains.domain import id_of
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class Lying:
    """An object of the domain: where, and which resource it belongs to, if any."""

    place: Place
    record: ObjectRecord
    resource: Stored | None


def objects_of(instance: Instance, domain: Domain, places: list[Place], former: Collection[str]) -> Iterator[Lying]:
    """The domain's objects, in order, as each is found.

    Args:
        former: keys that the domain had (`Place.owns`).
    """
    seen: set[tuple[str, str]] = set()
    domain_id = id_of(domain.arn)
    folders = folders_of(instance, domain.account, domain_id)
    for place in places:
        for record in objects_below(instance, place.bucket, place.prefix):
            ours = place.owns(folders, domain_id, record.key, record.key_arn, former)
            if ours and (place.bucket, record.key) not in seen:
                seen.add((place.bucket, record.key))
                resource = folders.of(place.bucket, record.key)
                mine = resource is not None and resource.domain_id == domain_id
                yield Lying(place, record, resource if mine else None)


def left_behind(
    instance: Instance, domain: Domain, places: list[Place], key_arn: str, former: Collection[str]
) -> str | None:
    """The URI of an object that must not be left under the key that it has, or None.

    A look of its own, before the end: whatever lies in a place under a former key, or in one that is not shared under
    any key but `key_arn`, unless it is in the folder of another domain's resource; and the domain's own folders,
    wherever they are.
    """
    folders = folders_of(instance, domain.account, id_of(domain.arn))
    theirs = tuple(each.uri for each in folders.others)
    for place in places:
        for record in objects_below(instance, place.bucket, place.prefix):
            uri = f"s3://{place.bucket}/{record.key}"
            stays = place.shared and (uri.startswith(theirs) or record.key_arn not in former)
            if record.key_arn != key_arn and not stays:
                return uri
    for bucket, folder in sorted({(each.bucket, each.folder) for each in folders.own}):
        for record in objects_below(instance, bucket, folder):
            if record.key_arn != key_arn:
                return f"s3://{bucket}/{record.key}"
    return None


def unfinished_uploads(
    instance: Instance, domain: Domain, places: list[Place], key_arn: str, former: Collection[str]
) -> list[str]:
    """Sentences on the multipart uploads to the domain's places that will be its objects under another key."""
    domain_id = id_of(domain.arn)
    folders = folders_of(instance, domain.account, domain_id)
    return [
        f"The multipart upload of s3://{place.bucket}/{upload.key} is under {upload.key_arn}: complete or abort it."
        for place in places
        for upload in uploads_below(instance, place.bucket, place.prefix)
        if upload.key_arn != key_arn and place.owns(folders, domain_id, upload.key, upload.key_arn, former)
    ]


def move_object(role: Call, lying: Lying, key_arn: str, note: Note) -> bool:
    """Bring an object under `key_arn`; False where it was written or deleted meanwhile, and is left as it is.

    Raises:
        ServiceError: S3's or KMS's refusal; the object is as it was.
    """
    try:
        copy_in_place(role, lying.place.bucket, lying.record, key_arn, note)
    except (PreconditionFailed, NoSuchKey):
        return False
    if lying.resource is not None:
        tell_object(role.instance, lying.resource, lying.place.bucket, lying.record.key, key_arn)
    return True
