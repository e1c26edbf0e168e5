"""Where somebody signs in: a user profile, and a space if it is one; what a link and a session say of it."""

from dataclasses import asdict, dataclass
from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.spaces.space import owner_of, settings_behind, sharing_of
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class Place:
    """By names, as they are kept."""

    domain_id: str
    profile: str
    space: str = ""

    def kept(self) -> dict[str, Any]:
        """As a sealed column holds it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Found:
    """A place as it is now.

    Attributes:
        role_arn: the execution role that holds there.
        source_arn: the resource that SageMaker assumes it for.
    """

    domain: Stored
    profile: Stored
    space: Stored | None
    role_arn: str
    source_arn: str


def find_place(instance: Instance, place: Place) -> Found | None:
    """The place, or None once its user profile or space is deleted, or the space is closed to the profile."""
    domains = stored.of_domain(instance, place.domain_id, "domain")
    profiles = stored.of_domain(instance, place.domain_id, "user-profile")
    profile = next((each for each in profiles if each.name == place.profile), None)
    if not domains or profile is None:
        return None
    domain = domains[0]
    if not place.space:
        settings = settings_behind(instance, domain, "Private", place.profile)
        return Found(domain, profile, None, settings["ExecutionRole"], profile.arn)
    spaces = stored.of_domain(instance, place.domain_id, "space")
    space = next((each for each in spaces if each.name == place.space), None)
    if space is None or not may_enter(space, place.profile):
        return None
    settings = settings_behind(instance, domain, sharing_of(space), owner_of(space))
    return Found(domain, profile, space, settings["ExecutionRole"], space.arn)


def may_enter(space: Stored, profile: str) -> bool:
    """Whether a user profile may sign in to a space: its own, or a shared one."""
    return sharing_of(space) == "Shared" or owner_of(space) == profile
