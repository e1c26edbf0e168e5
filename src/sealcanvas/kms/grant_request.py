"""CreateGrant's request: what is valid, and the condition keys it carries."""

from typing import Any

from sealcanvas.iam import principals
from sealcanvas.kms.encryption_context import context_conditions
from sealcanvas.kms.errors import InvalidArnException
from sealcanvas.kms.grants import GRANT_SOURCE_ARN, grant_operations
from sealcanvas.kms.key import Key
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException
from sealcanvas.service.instance import Instance

_MEMBERS = (
    "Name",
    "GranteePrincipal",
    "GranteeServicePrincipal",
    "RetiringPrincipal",
    "RetiringServicePrincipal",
)
_MAXIMUM_PAIRS = 8
_MAXIMUM_CHARACTERS = 384
_CONTEXTS = ("EncryptionContextEquals", "EncryptionContextSubset")


def grant_details(request: dict[str, Any]) -> dict[str, Any]:
    """The members that make up the grant, in one form whatever their order, so that retries are recognised."""
    details = {name: request[name] for name in _MEMBERS if request.get(name)}
    details["Operations"] = sorted(set(request["Operations"]))
    constraints = {name: value for name, value in (request.get("Constraints") or {}).items() if value}
    if constraints:
        details["Constraints"] = constraints
    return details


def check_grant(key: Key, details: dict[str, Any]) -> None:
    """Refuse what no grant may say.

    Raises:
        ValidationException: not one grantee, more than one retiring principal, operations that the key has not, or
            constraints that do not fit.
    """
    if ("GranteePrincipal" in details) == ("GranteeServicePrincipal" in details):
        raise ValidationException("Specify either GranteePrincipal or GranteeServicePrincipal.")
    if "RetiringPrincipal" in details and "RetiringServicePrincipal" in details:
        raise ValidationException("Specify either RetiringPrincipal or RetiringServicePrincipal.")
    if not details["Operations"]:
        raise ValidationException("Operations must name at least one grant operation.")
    unfit = sorted(set(details["Operations"]) - grant_operations(key))
    if unfit:
        raise ValidationException(f"Operations {', '.join(unfit)} are not valid for a key with KeySpec {key.spec}.")
    if not key.key_spec.symmetric and any(name in details.get("Constraints", {}) for name in _CONTEXTS):
        raise ValidationException(
            f"Encryption context constraints are not valid for a key with KeySpec {key.spec}: its operations have none."
        )
    _check_constraints(details)


def check_principals(instance: Instance, details: dict[str, Any]) -> None:
    """Refuse a grant for somebody who does not exist.

    Raises:
        InvalidArnException: grantee or retiring principal are unknown.
    """
    for member in ("GranteePrincipal", "RetiringPrincipal"):
        name = details.get(member)
        if name is not None and not (name.startswith("arn:") and principals.exists(instance, name)):
            raise InvalidArnException(f"{member} is not valid: {name}")


def principal_ids(instance: Instance, details: dict[str, Any]) -> dict[str, str]:
    """The unique ids of the users and roles that a grant names, by ARN."""
    named = [details[member] for member in ("GranteePrincipal", "RetiringPrincipal") if member in details]
    found = {arn: principals.unique_id_of(instance, arn) for arn in named}
    return {arn: unique_id for arn, unique_id in found.items() if unique_id}


def grant_conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """CreateGrant's condition keys; the encryption context is the constraint's."""
    details = grant_details(request)
    constraints: dict[str, Any] = details.get("Constraints", {})
    keys = for_aws_resource(call, key, request)
    keys["kms:GrantOperations"] = tuple(details["Operations"])
    for member in _MEMBERS[1:]:
        if member in details:
            keys[f"kms:{member}"] = details[member]
    for name in _CONTEXTS:
        if name in constraints:
            keys["kms:GrantConstraintType"] = name
            keys.update(context_conditions(constraints[name]))
    if "SourceArn" in constraints:
        keys[GRANT_SOURCE_ARN] = constraints["SourceArn"]
    return keys


def for_aws_resource(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    """`kms:GrantIsForAWSResource`: whether a service asks on the principal's behalf."""
    return {"kms:GrantIsForAWSResource": "true" if call.via else "false"}


def _check_constraints(details: dict[str, Any]) -> None:
    constraints: dict[str, Any] = details.get("Constraints", {})
    for_service = "GranteeServicePrincipal" in details
    if for_service and "SourceArn" not in constraints:
        raise ValidationException("A grant to a service principal must have a SourceArn constraint.")
    if for_service and not ("RetiringPrincipal" in details or "RetiringServicePrincipal" in details):
        raise ValidationException("A grant to a service principal must have a retiring principal.")
    if "SourceArn" in constraints and not for_service:
        raise ValidationException("The SourceArn constraint is for grants to service principals.")
    if all(name in constraints for name in _CONTEXTS):
        raise ValidationException("Specify either EncryptionContextEquals or EncryptionContextSubset.")
    for name in _CONTEXTS:
        pairs: dict[str, str] = constraints.get(name, {})
        if len(pairs) > _MAXIMUM_PAIRS:
            raise ValidationException(f"{name} can have at most {_MAXIMUM_PAIRS} pairs.")
        if any(len(key) + len(value) > _MAXIMUM_CHARACTERS for key, value in pairs.items()):
            raise ValidationException(f"A pair of {name} can have at most {_MAXIMUM_CHARACTERS} characters.")
