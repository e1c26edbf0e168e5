"""A role's policies, boundary and tags.

PutRolePolicy, GetRolePolicy, ListRolePolicies, DeleteRolePolicy, AttachRolePolicy, DetachRolePolicy,
ListAttachedRolePolicies; PutRolePermissionsBoundary, DeleteRolePermissionsBoundary; TagRole, UntagRole, ListRoleTags.
"""

from sealcanvas.iam.boundary_operations import serve_boundary
from sealcanvas.iam.entity_rows import store_tags
from sealcanvas.iam.policy_operations import serve_policies
from sealcanvas.iam.tag_operations import serve_tags
from sealcanvas.iam.targets import on_role

put_role_policy, attach_role_policy = serve_policies("Role", on_role)
serve_boundary("Role", on_role)
serve_tags("Role", on_role, store_tags)
