"""A group's policies.

PutGroupPolicy, GetGroupPolicy, ListGroupPolicies, DeleteGroupPolicy, AttachGroupPolicy, DetachGroupPolicy,
ListAttachedGroupPolicies.
"""

from sealcanvas.iam.policy_operations import serve_policies
from sealcanvas.iam.targets import on_group

put_group_policy, attach_group_policy = serve_policies("Group", on_group)
