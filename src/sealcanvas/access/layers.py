"""The policies that bear on one request, by layer."""

from collections.abc import Iterator
from dataclasses import dataclass

from sealcanvas.access.grants import NO_GRANTS, Grants
from sealcanvas.access.policy import PolicyDocument


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy document and the name under which people know it, e.g. `inline policy CanvasAccess of role Jane`.

    `place` is where it is kept, for programs: the ARN of the managed policy, key, bucket or (a trust policy) role, the
    ARN of a user, role or group with `#` and an inline policy's name, or "" where it is kept nowhere.
    """

    name: str
    document: PolicyDocument
    place: str = ""


@dataclass(frozen=True, slots=True)
class PolicySet:
    """All policies that bear on one request.

    None means that the layer does not apply (no boundary is set, no session policy was passed, the account is in no
    organisation); an empty tuple means that it applies and allows nothing. `service_control` has the policies of each
    level from the organisation's root down to the account: every level must allow. `resource` is the bucket, key or
    trust policy. `grants` are those of the key; those of the request's grantee suffice. Iterating gives every policy.
    """

    identity: tuple[NamedPolicy, ...] = ()
    boundary: NamedPolicy | None = None
    session: tuple[NamedPolicy, ...] | None = None
    service_control: tuple[tuple[NamedPolicy, ...], ...] | None = None
    resource: NamedPolicy | None = None
    grants: Grants = NO_GRANTS

    def __iter__(self) -> Iterator[NamedPolicy]:
        yield from self.identity
        yield from self.session or ()
        for level in self.service_control or ():
            yield from level
        yield from (policy for policy in (self.boundary, self.resource) if policy is not None)
