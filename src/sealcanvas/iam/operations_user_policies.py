"""A user's policies, boundary and tags.

PutUserPolicy, GetUserPolicy, ListUserPolicies, DeleteUserPolicy, AttachUserPolicy, DetachUserPolicy,
ListAttachedUserPolicies; PutUserPermissionsBoundary, DeleteUserPermissionsBoundary; TagUser, UntagUser, ListUserTags.
"""

from sealcanvas.iam.boundary_operations import serve_boundary
from sealcanvas.iam.entity_rows import store_tags
from sealcanvas.iam.policy_operations import serve_policies
from sealcanvas.iam.tag_operations import serve_tags
from sealcanvas.iam.targets import on_user

put_user_policy, attach_user_policy = serve_policies("User", on_user)
serve_boundary("User", on_user)
serve_tags("User", on_user, store_tags)
