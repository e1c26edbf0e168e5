"""Unsaved policies by the places where they would be saved."""

import re
from collections.abc import Mapping

from sealcanvas.access.linter import admit
from sealcanvas.access.policy import PolicyKind, PolicySyntaxError
from sealcanvas.access.principal import Principal
from sealcanvas.doctor.drafts import Drafts
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.groups import Group, group_named, members_of
from sealcanvas.iam.inline_place import inline_place
from sealcanvas.iam.managed_policies import find_policy
from sealcanvas.iam.principals import unique_id_of
from sealcanvas.iam.roles import find_role
from sealcanvas.kms.find import KEY_ARN, key_of_arn
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.errors import NoSuchBucket
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance

_BUCKET = "arn:aws:s3:::"
_INLINE_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)


class NoSuchPlace(ValueError):
    """No policy can be saved there; the message says why."""


class BadDraft(ValueError):
    """A draft is no policy of the kind that its place takes; the message has every fault with line and column."""


def drafts_at(instance: Instance, texts: Mapping[str, str | None], account: str | None = None) -> Drafts:
    """Drafts that stand in for saved policies, or are added where a user, role or group has no policy of that name.

    Args:
        texts: policies by their places (`access.layers.NamedPolicy.place`); None takes one away.
        account: whose places may be named; None for every account's.

    Raises:
        NoSuchPlace: a place is none, or nothing is there, or it is another account's.
        BadDraft: a text is no policy.
    """
    changed: dict[str, str | None] = {}
    added: dict[str, tuple[str, ...]] = {}
    for place, text in texts.items():
        kind, owner = _kind_and_owner(instance, place)
        if account is not None and owner != account:
            raise _no_such(place)
        if text is not None:
            try:
                admit(text, kind)
            except PolicySyntaxError as error:
                raise BadDraft(f"The draft for {place}: {error.message}") from None
        entity, name = inline_place(place) or (place, "")
        holders = _holders(instance, entity) if name else ()
        if text is None or not holders or any(_has(instance, holder, place) for holder in holders):
            changed[place] = text
            continue
        for holder in holders:
            added[holder.stable_arn] = (*added.get(holder.stable_arn, ()), text)
    return Drafts(changed, added)


def _kind_and_owner(instance: Instance, place: str) -> tuple[PolicyKind, str]:
    call = Call(instance, Principal.root(instance.account), new_request_id(), instance.region)
    inline = inline_place(place)
    if inline is not None:
        entity, name = inline
        if not _INLINE_NAME.fullmatch(name) or not _is_there(instance, entity):
            raise _no_such(place)
        return "identity", entity.split(":")[4]
    if KEY_ARN.fullmatch(place):
        key = key_of_arn(call, place)
        if key is not None:
            return "key", key.account
    elif place.startswith(_BUCKET):
        try:
            return "bucket", find_bucket(call, place.removeprefix(_BUCKET)).account
        except NoSuchBucket:
            raise _no_such(place) from None
    elif (arn := IamArn.parse(place)) is not None:
        if arn.kind == "role" and find_role(instance, place) is not None:
            return "trust", arn.account
        if arn.kind == "policy" and find_policy(instance, place) is not None:
            return "identity", arn.account
    raise _no_such(place)


def _is_there(instance: Instance, entity: str) -> bool:
    return unique_id_of(instance, entity) is not None or _group(instance, entity) is not None


def _group(instance: Instance, arn: str) -> Group | None:
    parts = IamArn.parse(arn)
    if parts is None or parts.kind != "group":
        return None
    group = group_named(instance, parts.account, parts.name)
    return group if group is not None and group.path == parts.path else None


def _holders(instance: Instance, entity: str) -> tuple[Principal, ...]:
    """The user or role itself, or the members of the group: who has its inline policies."""
    group = _group(instance, entity)
    if group is not None:
        return tuple(user.principal for user in members_of(instance, group))
    unique_id = unique_id_of(instance, entity) or ""
    parts = IamArn.parse(entity)
    if parts is not None and parts.kind == "role":
        return (Principal.role_session(entity, unique_id, "draft"),)
    return (Principal("user", entity.split(":")[4], entity, unique_id),)


def _has(instance: Instance, holder: Principal, place: str) -> bool:
    return any(policy.place == place for policy in instance.identities.policies_of(holder).identity)


def _no_such(place: str) -> NoSuchPlace:
    return NoSuchPlace(
        f"No policy can be saved at {place}: write the ARN of a key, bucket, role or managed policy that is there, or "
        "the ARN of a user, role or group with # and the name of an inline policy."
    )
