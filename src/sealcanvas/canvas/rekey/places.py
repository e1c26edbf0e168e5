"""Where a domain's objects lie, and as whom each of them is read and written."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sealcanvas.canvas.rekey.recorded import Folders, folders_of
from sealcanvas.canvas.workspace import SERVICE
from sealcanvas.s3.uri import parse_uri
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.stored import Stored as SageMakerStored
from sealcanvas.sagemaker.workspace.domains.domain import id_of
from sealcanvas.sagemaker.workspace.settings import canvas_settings
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.instance import Instance
from sealcanvas.sts.assume import CannotAssumeRole
from sealcanvas.sts.role_call import role_call


@dataclass(frozen=True, slots=True)
class Place:
    """A prefix below which a user profile's objects lie.

    Attributes:
        prefix: with a slash at the end; never empty.
        role_arn: whom S3 and KMS see.
        source_arn: for which resource SageMaker assumes that role.
        shared: whether another domain has, or had, objects in the same place.
    """

    bucket: str
    prefix: str
    role_arn: str
    source_arn: str
    shared: bool = False

    def owns(self, folders: Folders, domain_id: str, key: str, key_arn: str, former: Collection[str]) -> bool:
        """Whether an object here is the domain's: all are, but for those of others where the place is shared.

        Args:
            key_arn: the KMS key that it lies under.
            former: keys that the domain had: what is in nobody's folder is its own if it lies under one.
        """
        if not self.shared:
            return True
        resource = folders.of(self.bucket, key)
        return key_arn in former if resource is None else resource.domain_id == domain_id


def places_of(instance: Instance, domain: SageMakerStored) -> list[Place]:
    """A domain's places: those of its user profiles as they are, and where things lie that were made under others.

    Raises:
        ValidationException: a place is not known, or would be a whole bucket.
    """
    domain_id = id_of(domain.arn)
    folders = folders_of(instance, domain.account, domain_id)
    others = [*_prefixes_of_others(instance, domain), *(each.uri for each in folders.others)]
    found: dict[tuple[str, str], Place] = {}
    keepers: dict[str, tuple[str, str]] = {}
    for profile in sagemaker_stored.of_domain(instance, domain_id, "user-profile"):
        settings = canvas_settings(instance, domain_id, profile.name)
        keepers[profile.name] = (settings.execution_role, profile.arn)
        _add(found, f"{settings.artifact_prefix}/", keepers[profile.name], others)
    orphans = (domain.request["DefaultUserSettings"]["ExecutionRole"], domain.arn)
    for each in folders.own:
        if not any(each.uri.startswith(f"s3://{place.bucket}/{place.prefix}") for place in found.values()):
            _add(found, f"s3://{each.bucket}/{each.prefix}", keepers.get(each.resource.profile, orphans), others)
    return list(found.values())


def as_keeper(instance: Instance, place: Place, region: str, purpose: str, *, within: Call | None = None) -> Call:
    """A call as the role of a place, passed on by SageMaker.

    Raises:
        ValidationException: SageMaker cannot assume the role.
    """
    try:
        return role_call(
            instance,
            place.role_arn,
            service=SERVICE,
            source_arn=place.source_arn,
            session_name="SageMaker",
            via=(f"sagemaker.{region}.amazonaws.com",),
            purpose=purpose,
            within=within,
        )
    except CannotAssumeRole as error:
        raise ValidationException(str(error)) from None


def _add(found: dict[tuple[str, str], Place], uri: str, keeper: tuple[str, str], others: Iterable[str]) -> None:
    bucket, prefix = parse_uri(uri)
    if not prefix.strip("/"):
        raise ValidationException(f"{uri} is a whole bucket: a user profile's objects lie below a prefix.")
    shared = any(uri.startswith(other) or other.startswith(uri) for other in others)
    found.setdefault((bucket, prefix), Place(bucket, prefix, *keeper, shared))


def _prefixes_of_others(instance: Instance, domain: SageMakerStored) -> list[str]:
    call = service_call(instance, SERVICE, source_arn=domain.arn, region=domain.region)
    return [
        f"{canvas_settings(instance, id_of(other.arn), profile.name).artifact_prefix}/"
        for other in sagemaker_stored.of_kind(call, "domain")
        if other.arn != domain.arn
        for profile in sagemaker_stored.of_domain(instance, id_of(other.arn), "user-profile")
    ]
