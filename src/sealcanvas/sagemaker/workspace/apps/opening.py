"""A domain's volumes, opened by SageMaker itself under the domain's grant: at CreateApp, and at sign-in."""

from collections.abc import Callable

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.quotas import DEFAULT_EBS_GIB, GIB, HOME_BYTES
from sealcanvas.sagemaker.roles import SERVICE
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.spaces.space import bytes_of, settings_behind
from sealcanvas.sagemaker.workspace.spaces.space_sizes import size_bounds
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.attached import AttachedKind, find_attached, open_attached
from sealcanvas.volumes.domain_volume import create_domain_volume, open_domain_volume
from sealcanvas.volumes.volume import Volume


class VolumeRefused(Exception):
    """KMS refuses the domain's key: the message says which volume, key, action and principal."""


def open_domain(instance: Instance, domain: Stored) -> Volume:
    """The domain's volume, made at first need.

    Raises:
        VolumeRefused: KMS's refusal.
    """
    if "volume_id" not in domain.details:
        made = _asked(domain, "the domain's volume", lambda: _make(instance, domain), making=True)
        stored.change(instance, domain, volume_id=made.volume_id)
    return _asked(domain, "the domain's volume", lambda: open_domain_volume(instance, domain.arn))


def open_home(instance: Instance, domain: Stored, profile: Stored) -> Volume:
    """A user profile's home, made at first need. Raises VolumeRefused."""
    return _open(instance, domain, "home", profile.arn, HOME_BYTES, "the user profile's home")


def open_for_app(instance: Instance, domain: Stored, app_arn: str, holder: Stored) -> Volume:
    """The volume that an app works on, its own or its space's, made or brought back from its snapshot.

    Args:
        holder: the user profile or space that the app is of.

    Raises:
        VolumeRefused: KMS's refusal.
    """
    if holder.kind == "space":
        return _open(instance, domain, "space", holder.arn, bytes_of(holder), "the space's volume")
    default, _ = size_bounds(settings_behind(instance, domain, "Private", holder.name))
    return _open(instance, domain, "app", app_arn, (default or DEFAULT_EBS_GIB) * GIB, "the app's volume")


def _open(instance: Instance, domain: Stored, kind: AttachedKind, owner: str, quota: int, name: str) -> Volume:
    key_arn = domain.details["app_key"]
    return _asked(
        domain,
        name,
        lambda: open_attached(instance, kind, owner, domain.arn, key_arn, quota),
        making=find_attached(instance, owner) is None,
    )


def _make(instance: Instance, domain: Stored) -> Volume:
    return create_domain_volume(instance, domain.arn, domain.details["app_key"])


def _asked(domain: Stored, name: str, ask: Callable[[], Volume], *, making: bool = False) -> Volume:
    action = "kms:GenerateDataKeyWithoutPlaintext" if making else "kms:Decrypt"
    try:
        return ask()
    except ServiceError as error:
        key_arn = domain.details["app_key"]
        raise VolumeRefused(f"{SERVICE} could not open {name} by {action} on {key_arn}: {error.message}") from None
