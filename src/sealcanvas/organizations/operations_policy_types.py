"""EnablePolicyType and DisablePolicyType."""

from dataclasses import replace

from sqlalchemy import Connection, update

from sealcanvas.organizations.attaching import attach_full_access, detach_everything
from sealcanvas.organizations.errors import (
    PolicyTypeAlreadyEnabledException,
    PolicyTypeNotEnabledException,
    RootNotFoundException,
)
from sealcanvas.organizations.organization import SERVICE_CONTROL, Organization
from sealcanvas.organizations.policy_types import check_available, of_type
from sealcanvas.organizations.tables import organizations
from sealcanvas.organizations.targets import Target, on
from sealcanvas.organizations.tree import ids_below
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@on("EnablePolicyType", "RootId", RootNotFoundException, of_type("PolicyType"))
def enable_policy_type(call: Call, target: Target, request: Request) -> Request:
    """Switch service control policies on: everything begins with FullAWSAccess."""
    organization = target.organization
    check_available(organization, request["PolicyType"])
    if organization.service_control:
        raise PolicyTypeAlreadyEnabledException
    with call.instance.database.transaction() as connection:
        _switch(connection, organization, on=True)
        attach_full_access(connection, organization.root_id, *ids_below(connection, organization.root_id))
    return {"Root": replace(organization, service_control=True).root}


@on("DisablePolicyType", "RootId", RootNotFoundException, of_type("PolicyType"))
def disable_policy_type(call: Call, target: Target, request: Request) -> Request:
    """Switch service control policies off: all of them are detached, and limit nobody."""
    organization = target.organization
    if request["PolicyType"] != SERVICE_CONTROL or not organization.service_control:
        raise PolicyTypeNotEnabledException
    with call.instance.database.transaction() as connection:
        _switch(connection, organization, on=False)
        detach_everything(connection, organization.root_id, *ids_below(connection, organization.root_id))
    return {"Root": replace(organization, service_control=False).root}


def _switch(connection: Connection, organization: Organization, *, on: bool) -> None:
    this = organizations.c.organization_id == organization.organization_id
    connection.execute(update(organizations).where(this).values(service_control=on))
