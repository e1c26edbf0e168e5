"""SageMaker's quotas: one table, with the names that AWS's Service Quotas gives them.

A quota's account and region are those of the call. Where AWS publishes no default for the number, it is *ours*
(docs/sagemaker.md says which).
"""

from dataclasses import dataclass

from sealcanvas.sagemaker.errors import ResourceLimitExceeded

GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of something there may be.

    Attributes:
        unit: what is counted, as AWS's message has it.
    """

    name: str
    value: int
    unit: str

    def check(self, used: int, delta: int = 1) -> None:
        """Refuse what would go over it.

        Raises:
            ResourceLimitExceeded: `used` and `delta` are more than there may be.
        """
        if used + delta > self.value:
            raise ResourceLimitExceeded(
                f"The account-level service limit '{self.name}' is {self.value} {self.unit}, with current utilization "
                f"of {used} {self.unit} and a request delta of {delta} {self.unit}. Please use AWS Service Quotas to "
                "request an increase for this quota. If AWS Service Quotas is not available, contact AWS support to "
                "request an increase for this quota."
            )


DOMAINS = Quota("Total domains", 10, "Domains")
USER_PROFILES = Quota("Maximum number of Studio user profiles allowed per account", 60, "UserProfiles")
SPACES = Quota("Maximum number of Studio spaces allowed per account", 100, "Spaces")
# AWS: 4 in large Regions, "can be increased up to hundreds"; a job that waits costs nothing here.
AUTOML_JOBS = Quota("Number of concurrent Autopilot jobs", 100, "resources")
APPS = Quota("Maximum number of running Studio apps allowed per account", 100, "Apps")

TAGS = 50  # of one resource; API reference, "AddTags"
HOME_BYTES = 20 * GIB  # of one user profile's home
DEFAULT_EBS_GIB = 5  # of an app's volume, and of a space that names no size
MAXIMUM_EBS_GIB = 100  # of a space, unless settings of its domain or owner say more
