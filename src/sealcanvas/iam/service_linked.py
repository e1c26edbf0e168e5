"""Service-linked roles: which services have one, how it is told from other roles, and that nobody edits it.

Source of names, policies and descriptions: AWS, for the services that Sealcanvas has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sealcanvas.iam.entity import Entity
from sealcanvas.iam.errors import InvalidInput, UnmodifiableEntity

SERVICE_ROLE_PATH = "/aws-service-role/"


@dataclass(frozen=True, slots=True)
class ServiceLinkedRole:
    """The one role that is linked to a service in each account; `policy` is the AWS managed policy that it has."""

    service: str
    role_name: str
    policy: str
    description: str = ""

    @property
    def path(self) -> str:
        return f"{SERVICE_ROLE_PATH}{self.service}/"

    @property
    def policy_arn(self) -> str:
        return f"arn:aws:iam::aws:policy{SERVICE_ROLE_PATH}{self.policy}"


SERVICE_LINKED_ROLES: Mapping[str, ServiceLinkedRole] = MappingProxyType(
    {
        role.service: role
        for role in (
            ServiceLinkedRole(
                "sagemaker.amazonaws.com",
                "AWSServiceRoleForAmazonSageMakerNotebooks",
                "AmazonSageMakerNotebooksServiceRolePolicy",
                "AWS SageMaker Notebooks Service Linked Role",
            ),
            ServiceLinkedRole(
                "mrk.kms.amazonaws.com",
                "AWSServiceRoleForKeyManagementServiceMultiRegionKeys",
                "AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy",
                "Enables access to AWS services and resources required for AWS KMS Multi-Region Keys",
            ),
            ServiceLinkedRole(
                "cks.kms.amazonaws.com",
                "AWSServiceRoleForKeyManagementServiceCustomKeyStores",
                "AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy",
            ),
            ServiceLinkedRole(
                "storage-lens.s3.amazonaws.com", "AWSServiceRoleForS3StorageLens", "S3StorageLensServiceRolePolicy"
            ),
            ServiceLinkedRole(
                "organizations.amazonaws.com", "AWSServiceRoleForOrganizations", "AWSOrganizationsServiceTrustPolicy"
            ),
        )
    }
)
"""By the service's host."""


def is_service_linked(entity: Entity) -> bool:
    """Whether the entity is a role that belongs to a service: only such roles have their path."""
    return entity.kind == "role" and entity.path.startswith(SERVICE_ROLE_PATH)


def check_modifiable(entity: Entity) -> None:
    """Raise UnmodifiableEntity for a service-linked role: its policies, trust and boundary are the service's."""
    if is_service_linked(entity):
        raise UnmodifiableEntity(
            f"Cannot perform the operation on the protected role '{entity.name}' - this role is only modifiable by AWS"
        )


def check_path(path: str) -> None:
    """Raise InvalidInput for a path that only service-linked roles have."""
    if path.startswith(SERVICE_ROLE_PATH):
        raise InvalidInput(f"Path prefix '{SERVICE_ROLE_PATH}' can only be used for AWS Service linked Roles")
