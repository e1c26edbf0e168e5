"""A request that nobody makes, decided by the functions that decide real ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sealcanvas.access.arn import region_of
from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import ContextValue
from sealcanvas.doctor.abroad import looking_away
from sealcanvas.doctor.drafts import NO_DRAFTS, Drafts
from sealcanvas.doctor.simulate_drafts import DraftedIdentities, with_draft
from sealcanvas.doctor.simulate_keys import condition_keys
from sealcanvas.doctor.simulate_target import target_of
from sealcanvas.forecast.service import forecast
from sealcanvas.iam.service import iam
from sealcanvas.kms.service import kms
from sealcanvas.s3.service import s3
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Service
from sealcanvas.service.own import sealcanvas
from sealcanvas.sts.service import sts
from sealcanvas.sts.session import session_context

_SERVICES = {service.name: service for service in (kms, iam, sts, s3, sagemaker, forecast, sealcanvas)}


@dataclass(frozen=True)
class Way:
    """How a request comes: through which services, with which encryption context, under which circumstances.

    Attributes:
        via: services or their hosts that pass it on, outermost first ("sagemaker", "s3.us-east-1.amazonaws.com").
        encryption_context: what KMS sees of it.
        context: further condition keys; a value given here goes before one that a real request would carry.
    """

    via: tuple[str, ...] = ()
    encryption_context: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, ContextValue] = field(default_factory=dict)


DIRECT = Way()


@dataclass(frozen=True)
class Question:
    """Who asks what of which resource, and how.

    Attributes:
        resource: an ARN, or `*`; a key id or an alias is resolved before (`simulate_target.resource_arn`).
        account: who asks, and whose a resource is if its ARN does not say, and nobody owns it yet; of principals of
            other accounts nothing is looked up.
        session_policies: those that narrow a session, or None.
    """

    principal: Principal
    action: str
    resource: str
    account: str
    way: Way = DIRECT
    session_policies: tuple[NamedPolicy, ...] | None = None


def ask(instance: Instance, question: Question, drafts: Drafts = NO_DRAFTS) -> Decision:
    """What the request would get now, `drafts` in place of the policies that they change.

    Nothing is written: no event, no key, no grant.

    Raises:
        PolicySyntaxError: a draft is no policy.
    """
    call = _call(instance, question, drafts)
    target = with_draft(target_of(call, question.action, question.resource, question.account), drafts)
    way = question.way
    keys = condition_keys(call, question.action, target, way.encryption_context, way.context)
    name = question.action.partition(":")[0].lower()
    service = _SERVICES.get(name) or Service(name)
    return service.decide(call, question.action, target, keys)


def _call(instance: Instance, question: Question, drafts: Drafts) -> Call:
    principal = question.principal
    instance = looking_away(instance, principal, question.account)
    # The credentials of a session say since when it lasts; those of a user say nothing.
    session = session_context(instance.clock()) if principal.kind == "role-session" else {}
    if drafts is not NO_DRAFTS:
        instance = replace(instance, identities=DraftedIdentities(instance.identities, drafts))
    call = Call(
        instance=instance,
        principal=principal,
        request_id=new_request_id(),
        region=region_of(question.resource) or instance.region,
        session_policies=question.session_policies,
        context=session,
    )
    for service in question.way.via:
        call = replace(call, via=(*call.via, service)) if "." in service else call.through(service)
    return call
