"""A domain: who works in it, under which two keys."""

import secrets
from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, arn, target
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"


def new_domain(call: Call, request: Request) -> PlainResource:  # noqa: ARG001 - a resolver's signature
    """A resolver: the ARN that a new domain will have."""
    domain_id = "d-" + "".join(secrets.choice(_DIGITS) for _ in range(12))
    return PlainResource(arn(call, "domain", domain_id), call.account)


def domain_named(call: Call, request: Request) -> Target:
    """A resolver: the domain in DomainId."""
    return target(call, "domain", request["DomainId"])


def require_domain(found: Target) -> Stored:
    """The domain, if there is one.

    Raises:
        ResourceNotFound: there is none.
    """
    if isinstance(found, Stored):
        return found
    raise ResourceNotFound(f"Domain [{id_of(found.arn)}] does not exist.")


def find_domain(instance: Instance, domain_id: str) -> Stored:
    """The domain of that id, in whichever account and region.

    Raises:
        ResourceNotFound: there is none.
    """
    for domain in stored.of_domain(instance, domain_id, "domain"):
        return domain
    raise ResourceNotFound(f"Domain [{domain_id}] does not exist.")


def id_of(domain_arn: str) -> str:
    """The "d-…" of a domain's ARN."""
    return domain_arn.rpartition("/")[2]


def summary(instance: Instance, domain: Stored) -> dict[str, Any]:
    """The domain as ListDomains gives it."""
    return {
        "DomainArn": domain.arn,
        "DomainId": id_of(domain.arn),
        "DomainName": domain.name,
        "Status": domain.status,
        "CreationTime": domain.created_at,
        "LastModifiedTime": domain.modified_at,
        **url(instance),
    }


def url(instance: Instance) -> dict[str, str]:
    """The member that tells where the console is, which serves every domain; none while nothing is published."""
    endpoint = instance.endpoint()
    return {"Url": f"{endpoint}/console/"} if endpoint else {}
