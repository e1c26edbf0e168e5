"""AWS Identity and Access Management: roles, users, policies, access keys, and who may pass a role on.

Importing the package registers every operation with `iam.service.iam`.
"""

from sealcanvas.iam import (
    operations_access_keys,
    operations_context_keys,
    operations_policies,
    operations_policy_versions,
    operations_role_policies,
    operations_role_tags,
    operations_roles,
    operations_simulate,
    operations_user_policies,
    operations_users,
)
from sealcanvas.iam.service import iam

__all__ = [
    "iam",
    "operations_access_keys",
    "operations_context_keys",
    "operations_policies",
    "operations_policy_versions",
    "operations_role_policies",
    "operations_role_tags",
    "operations_roles",
    "operations_simulate",
    "operations_user_policies",
    "operations_users",
]
