"""Organizations' quotas. Source: Organizations User Guide, "Quotas and service limits for AWS Organizations"."""

ACCOUNTS = 1_000  # ours: AWS begins with ten, and gives more on request
UNITS = 1_000
UNIT_LEVELS = 5
POLICIES = 1_000
POLICY_BYTES = 5_120  # white space counts
ATTACHED_POLICIES = 5
TAGS = 50
