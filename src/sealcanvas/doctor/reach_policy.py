"""The policy at a place: what it says now, of what kind it is, and whom or what it is about."""

from dataclasses import dataclass

from sealcanvas.access.policy import PolicyDocument, PolicyKind, PolicySyntaxError
from sealcanvas.doctor.simulate_request import check_place
from sealcanvas.doctor.simulate_target import BUCKET
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.entity_policies import inline_of
from sealcanvas.iam.groups import group_named
from sealcanvas.iam.inline_place import inline_place
from sealcanvas.iam.managed_policies import default_document
from sealcanvas.iam.roles import find_role, role_named
from sealcanvas.iam.users import user_named
from sealcanvas.kms.find import key_of_arn
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.errors import NoSuchBucket
from sealcanvas.service.call import Call
from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException

_FINDERS = {"role": role_named, "user": user_named, "group": group_named}


@dataclass(frozen=True, slots=True)
class SavedPolicy:
    """One policy as it stands.

    Attributes:
        text: None where there is none yet.
        resource: the key, bucket or role whose own policy it is; "" for one that is attached to principals.
        holder: the ARN of the user, role or group whose inline policy it is, or "".
    """

    place: str
    kind: PolicyKind
    text: str | None
    resource: str = ""
    holder: str = ""

    def document(self, text: str | None) -> PolicyDocument | None:
        """The compiled policy of `text`.

        Raises:
            ValidationException: it is none of this kind.
        """
        if text is None:
            return None
        try:
            return PolicyDocument.parse(text, self.kind)
        except PolicySyntaxError as error:
            raise ValidationException(error.message) from None


def saved_policy(call: Call, place: str) -> SavedPolicy:
    """The policy of the caller's account that is kept at `place`, or could be.

    Raises:
        ValidationException: no policy can be kept there.
        ResourceNotFoundException: no such key, bucket, role, managed policy, user or group.
    """
    check_place(call, place)
    found = _inline(call, place) if inline_place(place) else _of_resource(call, place) or _managed(call, place)
    if found is None:
        raise ResourceNotFoundException(f"There is no policy {place}.")
    return found


def _of_resource(call: Call, place: str) -> SavedPolicy | None:
    if place.startswith(BUCKET):
        try:
            policy = find_bucket(call, place.removeprefix(BUCKET)).policy
        except NoSuchBucket:
            return None
        return SavedPolicy(place, "bucket", policy.document.text if policy else None, place)
    key = key_of_arn(call, place)
    if key is not None and key.policy is not None:
        return SavedPolicy(place, "key", key.policy.document.text, place)
    role = find_role(call.instance, place)
    return None if role is None else SavedPolicy(place, "trust", role.trust.document.text, place)


def _managed(call: Call, place: str) -> SavedPolicy | None:
    text = default_document(call.instance, place)
    return None if text is None else SavedPolicy(place, "identity", text)


def _inline(call: Call, place: str) -> SavedPolicy | None:
    arn, name = inline_place(place) or ("", "")
    parts = IamArn.parse(arn)
    if parts is None or parts.kind not in _FINDERS or not name:
        return None
    holder = _FINDERS[parts.kind](call.instance, parts.account, parts.name)
    if holder is None or holder.arn != arn:
        return None
    return SavedPolicy(place, "identity", inline_of(call.instance, holder).get(name), holder=arn)
