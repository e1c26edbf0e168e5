"""AWS Identity and Access Management: roles, users, groups, policies, access keys, and who may pass a role on.

Importing the package registers every operation with `iam.service.iam`.
"""

from sealcanvas.iam import (
    operations_access_keys,
    operations_account,
    operations_authorization_details,
    operations_context_keys,
    operations_group_policies,
    operations_groups,
    operations_memberships,
    operations_oidc_provider_lists,
    operations_oidc_providers,
    operations_policies,
    operations_policy_entities,
    operations_policy_tags,
    operations_policy_versions,
    operations_role_policies,
    operations_roles,
    operations_service_access,
    operations_service_linked,
    operations_simulate,
    operations_user_policies,
    operations_users,
)
from sealcanvas.iam.service import iam

__all__ = [
    "iam",
    "operations_access_keys",
    "operations_account",
    "operations_authorization_details",
    "operations_context_keys",
    "operations_group_policies",
    "operations_groups",
    "operations_memberships",
    "operations_oidc_provider_lists",
    "operations_oidc_providers",
    "operations_policies",
    "operations_policy_entities",
    "operations_policy_tags",
    "operations_policy_versions",
    "operations_role_policies",
    "operations_roles",
    "operations_service_access",
    "operations_service_linked",
    "operations_simulate",
    "operations_user_policies",
    "operations_users",
]
