"""IAM's default quotas. Source: IAM User Guide, "IAM and AWS STS quotas"."""

MANAGED_POLICY_CHARACTERS = 6_144
ROLE_INLINE_CHARACTERS = 10_240  # all inline policies of the role together
USER_INLINE_CHARACTERS = 2_048
GROUP_INLINE_CHARACTERS = 5_120
TRUST_POLICY_CHARACTERS = 2_048
POLICY_VERSIONS = 5
ATTACHED_POLICIES = 10
ACCESS_KEYS = 2
TAGS = 50
ROLES = 1_000
USERS = 5_000
GROUPS = 300
GROUPS_PER_USER = 10
POLICIES = 1_500
OIDC_PROVIDERS = 100
OIDC_CLIENT_IDS = 100
OIDC_THUMBPRINTS = 5


def characters(document: str) -> int:
    """The size of a policy as IAM counts it: white space is free."""
    return sum(1 for character in document if not character.isspace())
