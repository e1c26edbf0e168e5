"""How KMS decides: the key policy first, IAM where the key policy delegates, grants as the third way."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from sealcanvas.access.decision import Decision
from sealcanvas.access.evaluate_kms import decide_key
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.request import Keys
from sealcanvas.kms.alias import aliases_of_key
from sealcanvas.kms.grants import ENCRYPTION_CONTEXT, covering_grants
from sealcanvas.kms.key import Key, MissingKey
from sealcanvas.kms.last_usage.trailing_days import ACTIONS, TRAILING_DAYS, trailing_days
from sealcanvas.kms.regions.related import multi_region_type
from sealcanvas.service.authorize import access_request, authorize, policy_set
from sealcanvas.service.call import Call
from sealcanvas.service.resource import Resource

Conditions = Mapping[str, str | tuple[str, ...]]


def decide_kms(call: Call, action: str, resource: Resource, conditions: Keys) -> Decision:
    """Decide one action on a key by KMS's rules; on an alias or on "*", by the rules all services share.

    Args:
        action: "kms:Decrypt", say.
        conditions: the request's condition keys; `kms:EncryptionContext:<name>` entries are the encryption context.
    """
    if not isinstance(resource, Key | MissingKey):
        return authorize(call, action, resource, {**_caller_conditions(call), **conditions})
    policies = policy_set(call, resource)
    keys = {**_key_conditions(call, action, resource, policies), **conditions}
    request = access_request(call, action, resource, keys)
    context = {
        name[len(ENCRYPTION_CONTEXT) :]: str(value)
        for name, value in conditions.items()
        if name.startswith(ENCRYPTION_CONTEXT)
    }
    decision = decide_key(request, policies, context)
    if decision.outcome != "implicit-deny" or policies.resource is None:
        return decision  # a key that is not there, or whose account was closed, has no policy and no grants
    # Most calls are settled by policies: grants are looked up only for the others.
    grants = covering_grants(call.instance, resource.arn, call.principal, action, conditions)
    return decide_key(request, replace(policies, grants=grants), context) if grants else decision


def _caller_conditions(call: Call) -> Keys:
    keys: Keys = {}
    if call.principal.account:
        keys["kms:CallerAccount"] = call.principal.account
    if call.via:
        keys["kms:ViaService"] = call.via[-1]
    return keys


def _key_conditions(call: Call, action: str, key: Key | MissingKey, policies: PolicySet) -> Keys:
    keys = _caller_conditions(call)
    if isinstance(key, MissingKey):
        return keys
    keys["kms:KeySpec"] = key.spec
    keys["kms:KeyUsage"] = key.usage
    keys["kms:KeyOrigin"] = key.origin
    keys["kms:MultiRegion"] = "true" if key.multi_region else "false"
    if key.multi_region:
        keys["kms:MultiRegionKeyType"] = multi_region_type(call.instance, key)
    if key.request_alias:
        keys["kms:RequestAlias"] = key.request_alias
    if any(_mentions(policy.document.text, "kms:customermasterkey") for policy in policies):
        keys |= {"kms:CustomerMasterKeySpec": key.spec, "kms:CustomerMasterKeyUsage": key.usage}  # their older names
    if any(_mentions(policy.document.text, "kms:resourcealiases") for policy in policies):
        names = tuple(alias.name for alias in aliases_of_key(call.instance, key.arn))
        if names:
            keys["kms:ResourceAliases"] = names
    if action in ACTIONS and any(_mentions(policy.document.text, TRAILING_DAYS.lower()) for policy in policies):
        keys[TRAILING_DAYS] = str(trailing_days(call.instance, key))
    return keys


@lru_cache(4096)
def _mentions(text: str, lowered: str) -> bool:
    return lowered in text.lower()
