"""Types of policies: service control policies, and those that there are not."""

from typing import Any

from sealcanvas.access.request import Keys
from sealcanvas.organizations.errors import PolicyTypeNotAvailableForOrganizationException
from sealcanvas.organizations.organization import ALL_FEATURES, SERVICE_CONTROL, Organization
from sealcanvas.service.call import Call
from sealcanvas.service.operation import ConditionKeys, Request

Keys = Keys


def check_available(organization: Organization, policy_type: str) -> None:
    """Refuse a type that the organisation cannot have.

    Raises:
        PolicyTypeNotAvailableForOrganizationException: another type than service control policies, or an organisation
            without all features.
    """
    if policy_type != SERVICE_CONTROL:
        raise PolicyTypeNotAvailableForOrganizationException(
            f"You can't use the policy type {policy_type}: this server has service control policies alone."
        )
    if organization.feature_set != ALL_FEATURES:
        raise PolicyTypeNotAvailableForOrganizationException(
            "You can't use the specified policy type with the feature set currently enabled for this organization."
        )


def of_type(member: str) -> ConditionKeys:
    """`organizations:PolicyType` of a request whose `member` names the type."""

    def keys(_call: Call, _target: Any, request: Request) -> Keys:
        return {"organizations:PolicyType": request[member]}

    return keys


def of_policy(_call: Call, _target: Any, _request: Request) -> Keys:
    """`organizations:PolicyType` of a request that names a policy: there is one type."""
    return {"organizations:PolicyType": SERVICE_CONTROL}
