"""ARNs of resources: partition, service, region and account must have the shape that they can have."""

import re

from sealcanvas.access.json_text import Node
from sealcanvas.access.linter.covering import without_variables
from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.view import PolicyView
from sealcanvas.access.reading.report import PLACEHOLDER, READ_BY_IAM, shown
from sealcanvas.access.service_reference import arn_services, reference

PARTITIONS = frozenset({"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"})
IAM_PATHS = (
    "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/",
    "sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/",
)  # fmt: skip

_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}\Z", re.ASCII)
_ACCOUNT = re.compile(r"\d{12}\Z", re.ASCII)
_S3_REGIONAL = ("accesspoint", "access-grants", "async-request", "job/", "storage-lens")
_SERVICE_OWNED = frozenset({"aws", "cloudfront"})


def check_arns(policy: PolicyView, notes: Notes) -> None:
    """Note every Resource or NotResource whose ARN no resource can have; IAM refuses some of those."""
    by_iam = policy.kind in READ_BY_IAM
    for statement in policy.statements:
        for node in statement.resources:
            if node.text.startswith("arn:") and not PLACEHOLDER.search(node.text):
                _check(node, notes, by_iam=by_iam)


def _check(node: Node, notes: Notes, *, by_iam: bool) -> None:
    text = without_variables(node.text)
    fields = text.split(":", 5)
    partition = fields[1]
    if partition != "*" and partition not in PARTITIONS and "*" not in partition:
        rest = [*fields[2:6], "*", "*", "*", "*"][:4]
        aws = f'Partition "{partition[:60]}" is not valid for resource "arn:{":".join([partition, *rest])[:200]}".'
        message = f"{shown(node.text)}: there is no partition {shown(partition)}."
        notes.add("arn-partition", node, message, "Write arn:aws:….", refused=by_iam, aws=aws)
        return
    service = fields[2] if len(fields) > 2 else ""
    if not service or "*" in service or "?" in service:
        message = f"{shown(node.text)} does not say of which service it is."
        notes.add("arn-vendor", node, message, "Write the service, such as arn:aws:kms:….", refused=by_iam)
        return
    if len(fields) < 6:
        if "*" not in fields[-1]:
            message = f"{shown(node.text)} has {len(fields)} fields; an ARN has six."
            mend = "Write arn:partition:service:region:account:resource, empty fields included."
            notes.add("legacy-form", node, message, mend, refused=by_iam and "::" in text)
        return
    _check_fields(node, fields, notes, by_iam=by_iam)


def _check_fields(node: Node, fields: list[str], notes: Notes, *, by_iam: bool) -> None:
    service, region, account, resource = fields[2:6]
    text = shown(node.text)
    if service not in arn_services():
        notes.add("arn-service-unknown", node, f"{text}: there is no service {shown(service)}.", "Correct the ARN.")
        return
    regionless = service == "iam" or (service == "s3" and not resource.startswith(_S3_REGIONAL))
    if region and regionless:
        if service == "iam":
            aws = f"IAM resource {node.text[:200]} cannot contain region information."
        else:
            aws = f"Resource {node.text[:200]} can not contain region information."
        message = f"{text}: such ARNs of {service} have no region."
        notes.add("arn-region", node, message, "Leave the field empty.", refused=by_iam, aws=aws)
    elif region and not _wild(region) and not _REGION.match(region):
        notes.add("arn-region", node, f"{text}: {shown(region)} is no region.", "Write one such as us-east-1.")
    if account and not _wild(account) and account not in _SERVICE_OWNED:
        if not _ACCOUNT.match(account):
            notes.add("arn-account", node, f"{text}: an account id has 12 digits.", "Correct the account.")
        elif service == "s3" and not resource.startswith(_S3_REGIONAL):
            notes.add("arn-account", node, f"{text}: ARNs of buckets and objects have no account.", "Leave it empty.")
    if service == "iam":
        _check_iam_path(node, resource, notes, by_iam=by_iam)


def _check_iam_path(node: Node, resource: str, notes: Notes, *, by_iam: bool) -> None:
    kind = resource.partition("/")[0]
    iam = reference("iam")
    known = resource == "root" or resource.startswith(IAM_PATHS) or (iam is not None and kind in iam.resources)
    if _wild(kind) or known:
        return
    paths = ", ".join(IAM_PATHS)
    aws = f'IAM resource path must either be "*", root, or start with {paths}.'
    message = f"{shown(node.text)}: IAM has no such resources."
    notes.add("arn-path", node, message, f"Start with one of {paths}.", refused=by_iam, aws=aws)


def _wild(text: str) -> bool:
    return "*" in text or "?" in text
