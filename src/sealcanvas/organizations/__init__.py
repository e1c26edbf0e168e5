"""AWS Organizations: further accounts, the units that they stand in, and the policies that limit them.

Importing the package registers every operation with `organizations.service.organizations`.
"""

from sealcanvas.organizations import (
    operations_accounts,
    operations_attachments,
    operations_create_account,
    operations_organization,
    operations_policies,
    operations_policy_types,
    operations_tags,
    operations_tree,
    operations_units,
)
from sealcanvas.organizations.service import organizations

__all__ = [
    "operations_accounts",
    "operations_attachments",
    "operations_create_account",
    "operations_organization",
    "operations_policies",
    "operations_policy_types",
    "operations_tags",
    "operations_tree",
    "operations_units",
    "organizations",
]
