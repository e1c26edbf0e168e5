"""CreateServiceLinkedRole, DeleteServiceLinkedRole, GetServiceLinkedRoleDeletionStatus."""

import json
import re
from datetime import timedelta

from sqlalchemy import delete, insert, select

from sealcanvas.access.request import Keys
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.entity_kinds import ROLE
from sealcanvas.iam.entity_policies import add_attachment, remove_attachments
from sealcanvas.iam.entity_rows import delete_entity, insert_entity
from sealcanvas.iam.errors import EntityAlreadyExists, InvalidInput, NoSuchEntity
from sealcanvas.iam.operations_roles import shown_role
from sealcanvas.iam.roles import Role, role_of_id
from sealcanvas.iam.service import iam
from sealcanvas.iam.service_linked import SERVICE_LINKED_ROLES, SERVICE_ROLE_PATH, is_service_linked
from sealcanvas.iam.tables import role_deletions
from sealcanvas.iam.targets import on_role
from sealcanvas.iam.trust_policy import accept_trust_policy
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_TASK = re.compile(rf"task({SERVICE_ROLE_PATH}[\w.-]+/)([\w+=,.@-]{{1,64}})/[0-9a-f-]{{36}}", re.ASCII)
_REMEMBERED = timedelta(days=7)


def _to_be(call: Call, request: Request) -> PlainResource:
    service = request["AWSServiceName"]
    known = SERVICE_LINKED_ROLES.get(service)
    name = known.role_name if known else "AWSServiceRole"
    return PlainResource(str(IamArn(call.account, "role", f"{SERVICE_ROLE_PATH}{service}/", name)), call.account)


def _service_name(_call: Call, _target: PlainResource, request: Request) -> Keys:
    return {"iam:AWSServiceName": request["AWSServiceName"]}


@iam.operation("CreateServiceLinkedRole", resource=_to_be, conditions=_service_name)
def create_service_linked_role(call: Call, _target: PlainResource, request: Request) -> Request:
    """Make the service's role, with the policy and the trust that it has in every account."""
    service = request["AWSServiceName"]
    linked = SERVICE_LINKED_ROLES.get(service)
    if linked is None:
        raise InvalidInput(f"Service {service} has no service-linked role.")
    if "CustomSuffix" in request:
        raise InvalidInput(f"Custom suffix is not allowed for {service}")
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    trust, ids = accept_trust_policy(
        call.instance, json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)
    )
    try:
        role_id = insert_entity(
            call,
            ROLE,
            {"RoleName": linked.role_name, "Path": linked.path},
            trust=trust,
            trust_ids=ids,
            description=request.get("Description", linked.description or None),
            tags={},
            max_session_seconds=3_600,
            boundary_arn=None,
        )
    except EntityAlreadyExists:
        raise InvalidInput(
            f"Service role name {linked.role_name} has been taken in this account, please try a different suffix."
        ) from None
    role = role_of_id(call.instance, role_id)
    if role is None:
        return {}
    add_attachment(call.instance, role, linked.policy_arn)
    return {"Role": shown_role(role)}


@on_role("DeleteServiceLinkedRole")
def delete_service_linked_role(call: Call, role: Role, _request: Request) -> Request:
    """Delete the role at once: no service of ours works by its service-linked role, so that none can be in its way."""
    if not is_service_linked(role):
        raise NoSuchEntity(f"The service-linked role with name {role.name} cannot be found.")
    instance, now = call.instance, call.instance.clock()
    task = f"task{role.path}{role.name}/{new_request_id()}"
    with instance.database.transaction() as connection:
        remove_attachments(instance, role)
        delete_entity(instance, role)
        connection.execute(delete(role_deletions).where(role_deletions.c.created_at < now - _REMEMBERED))
        connection.execute(insert(role_deletions).values(task_id=task, account=call.account, created_at=now))
    return {"DeletionTaskId": task}


def _deleted(call: Call, request: Request) -> PlainResource:
    parts = _TASK.fullmatch(request["DeletionTaskId"])
    if parts is None:
        raise InvalidInput(f"{request['DeletionTaskId']} is no deletion task.")
    return PlainResource(str(IamArn(call.account, "role", parts[1], parts[2])), call.account)


@iam.operation("GetServiceLinkedRoleDeletionStatus", resource=_deleted)
def get_service_linked_role_deletion_status(call: Call, _target: PlainResource, request: Request) -> Request:
    """What became of a deletion; told for a week."""
    task = request["DeletionTaskId"]
    query = select(role_deletions.c.task_id).where(
        role_deletions.c.task_id == task,
        role_deletions.c.account == call.account,
        role_deletions.c.created_at >= call.instance.clock() - _REMEMBERED,
    )
    with call.instance.database.read() as connection:
        if connection.execute(query).first() is None:
            raise NoSuchEntity(f"The deletion task {task} cannot be found.")
    return {"Status": "SUCCEEDED"}
