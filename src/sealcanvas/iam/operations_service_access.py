"""Who could reach which service, and last did.

GenerateServiceLastAccessedDetails, GetServiceLastAccessedDetails, GetServiceLastAccessedDetailsWithEntities,
ListPoliciesGrantingServiceAccess.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select

from sealcanvas.iam.access_report import make_report
from sealcanvas.iam.errors import NoSuchEntity
from sealcanvas.iam.granting import Permission, permissions_of
from sealcanvas.iam.identity_targets import by_arn, entity_at, entity_or_policy_at
from sealcanvas.iam.paging import Page
from sealcanvas.iam.service import iam
from sealcanvas.iam.tables import access_reports
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_KEPT = timedelta(days=7)
_REPORTS = 100  # kept of each account


@iam.operation("GenerateServiceLastAccessedDetails", resource=by_arn)
def generate_service_last_accessed_details(call: Call, target: PlainResource, request: Request) -> Request:
    """Make a report; it is complete when its id is returned, and kept for a week."""
    subject = entity_or_policy_at(call.instance, target.arn)
    granularity, now = request.get("Granularity", "SERVICE_LEVEL"), call.instance.clock()
    report = make_report(call.instance, call.account, subject, by_action=granularity == "ACTION_LEVEL")
    job_id, ours = new_request_id(), access_reports.c.account == call.account
    newest = select(access_reports.c.job_id).where(ours).order_by(access_reports.c.created_at.desc())
    with call.instance.database.transaction() as connection:
        connection.execute(delete(access_reports).where(access_reports.c.created_at < now - _KEPT))
        kept = newest.limit(_REPORTS - 1).scalar_subquery()
        connection.execute(delete(access_reports).where(ours, access_reports.c.job_id.not_in(kept)))
        connection.execute(
            insert(access_reports).values(
                job_id=job_id,
                account=call.account,
                owner=call.principal.stable_arn,
                granularity=granularity,
                created_at=now,
                report=report,
            )
        )
    return {"JobId": job_id}


@iam.operation("GetServiceLastAccessedDetails")
def get_service_last_accessed_details(call: Call, request: Request) -> Request:
    """The report's services by namespace; for whoever asked for the report."""
    job = _job(call, request)
    page, more = Page(request).of(job.report["ServicesLastAccessed"], lambda service: service["ServiceNamespace"])
    return {**_status(job), "JobType": job.granularity, "ServicesLastAccessed": page, **more}


@iam.operation("GetServiceLastAccessedDetailsWithEntities")
def get_service_last_accessed_details_with_entities(call: Call, request: Request) -> Request:
    """The users and roles that could reach one service, the latest first."""
    job = _job(call, request)
    details = enumerate(job.report["Entities"].get(request["ServiceNamespace"], []))
    page, more = Page(request).of(details, lambda numbered: f"{numbered[0]:08}")
    return {**_status(job), "EntityDetailsList": [detail for _number, detail in page], **more}


@iam.operation("ListPoliciesGrantingServiceAccess", resource=by_arn)
def list_policies_granting_service_access(call: Call, target: PlainResource, request: Request) -> Request:
    """For each service that is asked about, the policies of the user, group or role that allow anything in it."""
    permissions = list(permissions_of(call.instance, entity_at(call.instance, target.arn)))
    page, more = Page(request).of(dict.fromkeys(request["ServiceNamespaces"]), str)
    return {
        "PoliciesGrantingServiceAccess": [
            {
                "ServiceNamespace": service,
                "Policies": [_shown(permission) for permission in permissions if permission.grants(service)],
            }
            for service in page
        ],
        **more,
    }


def _job(call: Call, request: Request) -> Row[Any]:
    query = select(access_reports).where(
        access_reports.c.job_id == request["JobId"],
        access_reports.c.account == call.account,
        access_reports.c.owner == call.principal.stable_arn,
        access_reports.c.created_at >= call.instance.clock() - _KEPT,
    )
    with call.instance.database.read() as connection:
        job = connection.execute(query).one_or_none()
    if job is None:
        raise NoSuchEntity(f"JobId {request['JobId']} does not exist.")
    return job


def _status(job: Row[Any]) -> dict[str, Any]:
    return {"JobStatus": "COMPLETED", "JobCreationDate": job.created_at, "JobCompletionDate": job.created_at}


def _shown(permission: Permission) -> dict[str, Any]:
    shown: dict[str, Any] = {"PolicyName": permission.name}
    if permission.arn is not None:
        return shown | {"PolicyType": "MANAGED", "PolicyArn": permission.arn}
    holder = permission.holder
    return shown | {"PolicyType": "INLINE", "EntityType": holder.kind.upper(), "EntityName": holder.name}
