"""How operations find what they name: a domain, or a resource by its id; what another account owns is not there."""

from collections.abc import Callable
from dataclasses import dataclass

from sealcanvas.canvas import stored
from sealcanvas.canvas.stored import Kind, Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own_errors import ResourceNotFoundException
from sealcanvas.service.resource import PlainResource

_NAMES: dict[Kind, str] = {
    "dataset": "Dataset",
    "dataset-version": "Dataset version",
    "model-version": "Model version",
    "prediction": "Prediction",
    "automation": "Automation",
    "automation-run": "Automation run",
    "recipe": "Recipe",
}


@dataclass(frozen=True, slots=True)
class Target(PlainResource):
    """What an operation acts on: who may not ask learns not even whether it exists."""

    stored: Stored | None = None

    @property
    def required(self) -> Stored:
        """The resource, if there is one.

        Raises:
            ResourceNotFoundException: there is none.
        """
        if self.stored is None:
            kind, _, name = self.arn.rpartition(":")[2].partition("/")
            raise ResourceNotFoundException(f"{_NAMES[kind]} {name} does not exist.")  # type: ignore[index]  # the ARN is ours
        return self.stored


def domain_named(call: Call, request: Request) -> PlainResource:
    """A resolver: the domain in DomainId, as Canvas's resource."""
    return PlainResource(stored.arn(call.region, call.account, "domain", request["DomainId"]), call.account)


def of_named_domain(call: Call, kind: Kind, domain: PlainResource, request: Request) -> list[Stored]:
    """What there is of a kind in the domain that `domain_named` found, oldest first."""
    found = stored.of_domain(call.instance, kind, request["DomainId"])
    return [each for each in found if stored.arn(each.region, each.account, "domain", each.domain_id) == domain.arn]


def whole_instance(call: Call, _request: Request) -> PlainResource:
    """A resolver: what concerns every account of the server, and so belongs to its first."""
    return PlainResource("*", call.instance.account)


def named(kind: Kind, member: str) -> Callable[[Call, Request], Target]:
    """A resolver for operations that name a resource by its id in `member`."""

    def resolve(call: Call, request: Request) -> Target:
        return find_named(call, kind, request[member])

    return resolve


def find_named(call: Call, kind: Kind, resource_id: str) -> Target:
    """What the caller's id means now."""
    found = stored.find(call.instance, resource_id)
    if found is not None and (found.account, found.region, found.kind) != (call.account, call.region, kind):
        found = None
    return Target(stored.arn(call.region, call.account, kind, resource_id), call.account, stored=found)
