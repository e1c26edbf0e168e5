"""CreateOrganization, DescribeOrganization, DeleteOrganization and ListRoots."""

from typing import Any

from sqlalchemy import delete, insert

from sealcanvas.organizations.accounts import accounts_of, find_account
from sealcanvas.organizations.attaching import attach_full_access
from sealcanvas.organizations.errors import (
    AccessDeniedException,
    AlreadyInOrganizationException,
    OrganizationNotEmptyException,
)
from sealcanvas.organizations.ids import new_organization_id, new_root_id
from sealcanvas.organizations.organization import ALL_FEATURES, SERVICE_CONTROL, Organization, organization_of
from sealcanvas.organizations.paging import page
from sealcanvas.organizations.policies import policies_of
from sealcanvas.organizations.service import organizations
from sealcanvas.organizations.tables import accounts, attachments, policies, requests, tags, units
from sealcanvas.organizations.tables import organizations as organizations_table
from sealcanvas.organizations.targets import Target, on_organization
from sealcanvas.organizations.tree import ids_below
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request

_MANAGEMENT_NAME = "Management"


@organizations.operation("CreateOrganization")
def create_organization(call: Call, request: Request) -> Request:
    """Make the organisation; the caller's account, which must be the server's first, becomes its management account."""
    instance, account = call.instance, call.account
    if organization_of(instance, account) is not None:
        raise AlreadyInOrganizationException
    if account != instance.account:
        raise AccessDeniedException(
            call.journal.decisions[-1], f"Only account {instance.account} can make an organization on this server."
        )
    feature_set = request.get("FeatureSet", ALL_FEATURES)
    made = Organization(
        new_organization_id(), account, new_root_id(), feature_set, service_control=feature_set == ALL_FEATURES
    )
    email = f"management@{account}.invalid"  # AWS knows the account's own; nothing is ever sent
    with instance.database.transaction() as connection:
        connection.execute(
            insert(organizations_table).values(
                organization_id=made.organization_id,
                management_account=account,
                root_id=made.root_id,
                feature_set=feature_set,
                service_control=made.service_control,
            )
        )
        connection.execute(
            insert(accounts).values(
                account=account,
                organization_id=made.organization_id,
                parent_id=made.root_id,
                name=_MANAGEMENT_NAME,
                email=email,
                email_index=email,
                joined_method="INVITED",  # as AWS has it for the account that begins
                joined_at=instance.clock(),
            )
        )
        if made.service_control:
            attach_full_access(connection, made.root_id, account)
    return {"Organization": _shown(instance, made)}


@on_organization("DescribeOrganization", members=True)
def describe_organization(call: Call, target: Target, _request: Request) -> Request:
    """The organisation that the caller's account is in; members may ask, too."""
    return {"Organization": _shown(call.instance, target.organization)}


@on_organization("DeleteOrganization")
def delete_organization(call: Call, target: Target, _request: Request) -> None:
    """Delete the organisation with its units and policies; accounts that were closed stay closed."""
    instance, organization = call.instance, target.organization
    members = [each for each in accounts_of(instance, organization) if each.account != organization.management_account]
    if any(not member.closed for member in members):
        raise OrganizationNotEmptyException
    own = [policy.policy_id for policy in policies_of(instance, organization)]
    with instance.database.transaction() as connection:
        below = ids_below(connection, organization.root_id)
        everything = [organization.root_id, *below, *own]
        connection.execute(delete(attachments).where(attachments.c.target_id.in_(everything)))
        connection.execute(delete(tags).where(tags.c.resource_id.in_(everything)))
        connection.execute(delete(accounts).where(accounts.c.account == organization.management_account))
        for table in (units, policies, requests, organizations_table):
            connection.execute(delete(table).where(table.c.organization_id == organization.organization_id))


@on_organization("ListRoots")
def list_roots(_call: Call, target: Target, request: Request) -> Request:
    """The organisation's one root."""
    return page(request, "Roots", [target.organization], lambda each: each.root_id, lambda each: each.root)


def _shown(instance: Instance, organization: Organization) -> dict[str, Any]:
    management = find_account(instance, organization, organization.management_account)
    all_features = organization.feature_set == ALL_FEATURES
    return {
        "Id": organization.organization_id,
        "Arn": organization.arn,
        "FeatureSet": organization.feature_set,
        "MasterAccountArn": organization.arn_of("account", organization.management_account),
        "MasterAccountId": organization.management_account,
        "MasterAccountEmail": management.email if management else None,
        "AvailablePolicyTypes": [{"Type": SERVICE_CONTROL, "Status": "ENABLED"}] if all_features else [],
    }
