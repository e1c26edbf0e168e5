"""What a policy test's resource is like now: whether it is there, whose it is, the condition keys it brings along."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sealcanvas.access.arn import account_of
from sealcanvas.access.decision import Rules
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import ContextValue
from sealcanvas.doctor.policy_tests.fixture import Fixture
from sealcanvas.iam.roles import find_role
from sealcanvas.iam.tags import resource_tag_keys
from sealcanvas.kms.alias import aliases_of_key
from sealcanvas.kms.find import key_of_arn
from sealcanvas.s3.bucket import BUCKET_ARN, bucket_of_arn
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class ResourceNow:
    """A resource as it stands; `account` is "" where neither it nor its ARN says whose it is."""

    account: str
    there: bool = True
    keys: dict[str, ContextValue] = field(default_factory=dict)


def resource_now(instance: Instance, principal: Principal, fixture: Fixture, rules: Rules) -> ResourceNow:
    """Look the test's resource up: a key, a bucket or a role to be assumed; all others are taken to be there."""
    resource = fixture.resource
    account = account_of(resource)
    if rules == "key":
        return _key(instance, principal, resource, account)
    if rules == "trust":
        role = find_role(instance, resource)
        if role is None:
            return ResourceNow(account, there=False)
        return ResourceNow(account, keys=_tags(role.tags) | resource_tag_keys(role.tags))
    if resource.startswith(BUCKET_ARN) and not fixture.makes_bucket:
        bucket = bucket_of_arn(Call(instance, principal, new_request_id(), instance.region), resource)
        return ResourceNow("", there=False) if bucket is None else ResourceNow(bucket.account)
    return ResourceNow(account if account.isdigit() else "")


def _key(instance: Instance, principal: Principal, arn: str, account: str) -> ResourceNow:
    key = key_of_arn(Call(instance, principal, new_request_id(), instance.region), arn)
    if key is None:
        return ResourceNow(account, there=False)
    keys = _tags(key.tags) | {
        "kms:KeySpec": key.spec,
        "kms:KeyUsage": key.usage,
        "kms:KeyOrigin": key.origin,
        "kms:MultiRegion": "true" if key.multi_region else "false",
    }
    names = tuple(alias.name for alias in aliases_of_key(instance, arn))
    if names:
        keys["kms:ResourceAliases"] = names
    return ResourceNow(key.account, keys=keys)


def _tags(tags: Mapping[str, str]) -> dict[str, ContextValue]:
    return {f"aws:ResourceTag/{name}": value for name, value in tags.items()}
