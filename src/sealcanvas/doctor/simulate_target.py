"""What a question is about: the same resource, with the same policy and tags, that a real request would find."""

import re

from sealcanvas.access.arn import account_of
from sealcanvas.access.decide_by import rules_of
from sealcanvas.forecast import stored as forecast_stored
from sealcanvas.iam.arns import IamArn, is_account
from sealcanvas.iam.managed_policies import find_policy
from sealcanvas.iam.roles import find_role
from sealcanvas.iam.users import user_named
from sealcanvas.kms.alias import alias_named
from sealcanvas.kms.find import key_of_arn
from sealcanvas.kms.key import MissingKey, key_arn
from sealcanvas.s3.bucket import BUCKET_ARN, bucket_of_arn
from sealcanvas.s3.record import read_object
from sealcanvas.s3.target import ObjectTarget
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ResourceNotFoundException
from sealcanvas.service.resource import PlainResource, Resource

_KEY_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII)
_ALIAS = re.compile(r"(?:arn:aws:kms:([a-z0-9-]+):(\d{12}):)?(alias/.+)", re.ASCII | re.DOTALL)
_ON_ALIASES = frozenset({"kms:createalias", "kms:updatealias", "kms:deletealias"})


def resource_arn(instance: Instance, action: str, name: str, account: str, region: str) -> str:
    """The ARN that `name` means: of the key for a key id or an alias, else `name` itself.

    Args:
        action: actions on aliases themselves keep the alias.
        account: whose keys a bare name means, as `region` is where.

    Raises:
        ResourceNotFoundException: there is no such alias.
    """
    if _KEY_ID.fullmatch(name):
        return key_arn(region, account, name)
    alias = _ALIAS.fullmatch(name)
    if alias is None or action.lower() in _ON_ALIASES:
        return name
    found = alias_named(instance, alias[1] or region, alias[2] or account, alias[3])
    if found is None:
        raise ResourceNotFoundException(f"There is no alias {name}.")
    return found.key_arn


def owner_of(call: Call, resource: str, account: str) -> str:
    """The account that the resource belongs to; `account` if neither its ARN nor anything stored says so."""
    if resource.startswith(BUCKET_ARN):
        bucket = bucket_of_arn(call, resource)
        return account if bucket is None else bucket.account
    owner = account_of(resource)
    return owner if is_account(owner) else account


def target_of(call: Call, action: str, resource: str, account: str) -> Resource:
    """The resource as the caller of `call` meets it; one that is not there has no policy and no tags."""
    plain = PlainResource(resource, owner_of(call, resource, account))
    rules = rules_of(action, resource)
    if rules == "key":
        return key_of_arn(call, resource) or MissingKey(resource, plain.account)
    if rules == "trust":
        return find_role(call.instance, resource) or plain
    if resource.startswith(BUCKET_ARN):
        return _in_s3(call, resource) or plain
    if resource.startswith("arn:aws:iam::"):
        return _in_iam(call, resource) or plain
    if resource.startswith("arn:aws:sagemaker:"):
        return sagemaker_stored.find(call.instance, resource) or plain
    if resource.startswith("arn:aws:forecast:"):
        found = forecast_stored.find(call.instance, resource)
        return plain if found is None else PlainResource(resource, plain.account, tags=found.tags)
    return plain


def _in_s3(call: Call, resource: str) -> Resource | None:
    bucket = bucket_of_arn(call, resource)
    _, slash, key = resource.partition("/")
    if bucket is None or not slash:
        return bucket
    with call.instance.database.read() as connection:
        return ObjectTarget(bucket, key, read_object(connection, bucket, key))


def _in_iam(call: Call, resource: str) -> Resource | None:
    parts = IamArn.parse(resource)
    if parts is None:
        return None
    if parts.kind == "role":
        return find_role(call.instance, resource)
    if parts.kind == "user":
        user = user_named(call.instance, parts.account, parts.name)
        return user if user is not None and user.arn == resource else None
    policy = find_policy(call.instance, resource)
    return policy if policy is not None and policy.account != "aws" else None
