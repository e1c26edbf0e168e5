"""UpdateDomain: settings, tags' propagation and networks; key 1 never changes: the API has no member for it."""

from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceInUse, ValidationException
from sealcanvas.sagemaker.key_conditions import request_keys
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.apps.app import RUNNING
from sealcanvas.sagemaker.workspace.domains.create_domain import refuse_unserved
from sealcanvas.sagemaker.workspace.domains.default_space_settings import check_default_space_settings
from sealcanvas.sagemaker.workspace.domains.domain import domain_named, require_domain
from sealcanvas.sagemaker.workspace.user_settings import merge_settings, update_user_settings
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_KEPT = ("AppNetworkAccessType", "AppSecurityGroupManagement", "SubnetIds", "TagPropagation", "VpcId")


@sagemaker.operation("UpdateDomain", resource=domain_named, conditions=request_keys)
def update_domain(call: Call, found: Target, request: Request) -> Request:
    """Change a domain; members that are not given stay."""
    domain = require_domain(found)
    refuse_unserved(request)
    _check_network(call, domain, request)
    changed = {**domain.request, **{name: request[name] for name in _KEPT if name in request}}
    details: dict[str, Any] = {}
    if "DefaultUserSettings" in request:
        checked = update_user_settings(
            call,
            "DefaultUserSettings",
            domain.request["DefaultUserSettings"],
            request["DefaultUserSettings"],
            domain.arn,
            domain.details["storage_key"],
        )
        changed["DefaultUserSettings"] = checked.settings
        details["storage_key"] = checked.storage_key
    if "DefaultSpaceSettings" in request:
        check_default_space_settings(call, request["DefaultSpaceSettings"], domain.arn)
        before = domain.request.get("DefaultSpaceSettings", {})
        changed["DefaultSpaceSettings"] = merge_settings(before, request["DefaultSpaceSettings"])
    stored.change(call.instance, domain, request=changed, **details)
    return {"DomainArn": domain.arn}


def _check_network(call: Call, domain: Stored, request: Request) -> None:
    """Networks change only while no app runs, and a VPC is never exchanged."""
    old = domain.request
    if "VpcId" in request and old.get("VpcId", request["VpcId"]) != request["VpcId"]:
        raise ValidationException(f"VpcId '{old['VpcId']}' of the domain cannot be changed.")
    removed = set(old.get("SubnetIds", ())) - set(request.get("SubnetIds", old.get("SubnetIds", ())))
    access = old.get("AppNetworkAccessType", "PublicInternetOnly")
    if not removed and request.get("AppNetworkAccessType", access) == access:
        return
    apps = stored.of_domain(call.instance, request["DomainId"], "app")
    if any(app.status in RUNNING for app in apps):
        raise ResourceInUse(f"Unable to update Domain [{domain.arn}] because App(s) are associated with it.")
