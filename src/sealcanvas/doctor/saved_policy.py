"""The policy at a place: what it says now, of what kind it is, and whom or what it is about."""

import re
from dataclasses import dataclass

from sealcanvas.access.policy import PolicyDocument, PolicyKind, PolicySyntaxError
from sealcanvas.access.principal import Principal
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.entity_policies import inline_of
from sealcanvas.iam.groups import Group, members_of
from sealcanvas.iam.inline_place import inline_place
from sealcanvas.iam.managed_policies import default_document
from sealcanvas.iam.named_entity import entity_of_arn
from sealcanvas.iam.roles import find_role
from sealcanvas.kms.find import key_of_arn
from sealcanvas.s3.bucket import bucket_of_arn
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ValidationException

_INLINE_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SavedPolicy:
    """One policy as it stands.

    Attributes:
        account: whose it is; "aws" for a managed policy that AWS keeps.
        text: None where there is none yet.
        resource: the key, bucket or role whose own policy it is; "" for one that is attached to principals.
        holder: the ARN of the user, role or group whose inline policy it is, or "".
    """

    place: str
    account: str
    kind: PolicyKind
    text: str | None
    resource: str = ""
    holder: str = ""

    @property
    def must_be(self) -> bool:
        """Whether there is always such a policy: a key's, a role's trust policy."""
        return self.kind in ("key", "trust")

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


def policy_at(instance: Instance, place: str) -> SavedPolicy | None:
    """The policy that is kept at `place` (`access.layers.NamedPolicy.place`), or could be; None if none can."""
    if inline_place(place) is not None:
        return _inline(instance, place)
    return _of_resource(instance, place) or _managed(instance, place)


def holders_of(instance: Instance, saved: SavedPolicy) -> list[str]:
    """The ARNs of those who have the inline policy, or would: its user or role, or the members of its group."""
    holder = entity_of_arn(instance, saved.holder)
    if isinstance(holder, Group):
        return [user.arn for user in members_of(instance, holder)]
    return [saved.holder] if holder is not None else []


def no_such_place(place: str) -> str:
    """What to tell whoever names a place where no policy of theirs can be kept."""
    return (
        f"No policy can be saved at {place}: write the ARN of a key, bucket, role or managed policy that is there, or "
        "the ARN of a user, role or group with # and the name of an inline policy."
    )


def _of_resource(instance: Instance, place: str) -> SavedPolicy | None:
    call = Call(instance, Principal.root(instance.account), new_request_id(), instance.region)
    bucket = bucket_of_arn(call, place)
    if bucket is not None and bucket.arn == place:
        return SavedPolicy(place, bucket.account, "bucket", bucket.policy_text, place)
    key = key_of_arn(call, place)
    if key is not None and key.policy is not None:
        return SavedPolicy(place, key.account, "key", key.policy.document.text, place)
    role = find_role(instance, place)
    return None if role is None else SavedPolicy(place, role.account, "trust", role.trust.document.text, place)


def _managed(instance: Instance, place: str) -> SavedPolicy | None:
    parts, text = IamArn.parse(place), default_document(instance, place)
    return None if parts is None or text is None else SavedPolicy(place, parts.account, "identity", text)


def _inline(instance: Instance, place: str) -> SavedPolicy | None:
    arn, name = inline_place(place) or ("", "")
    holder = entity_of_arn(instance, arn)
    if holder is None or not _INLINE_NAME.fullmatch(name):
        return None
    return SavedPolicy(place, holder.account, "identity", inline_of(instance, holder).get(name), holder=arn)
