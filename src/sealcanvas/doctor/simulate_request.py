"""What the operations that ask about requests never made take alike, and what they may be asked."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument, PolicySyntaxError
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import ContextValue
from sealcanvas.doctor.drafted import read_drafts
from sealcanvas.doctor.drafts import Drafts
from sealcanvas.doctor.simulate_question import Way
from sealcanvas.doctor.simulate_target import owner_of, resource_arn
from sealcanvas.iam.named_principal import named_principal
from sealcanvas.kms.encryption_context import encryption_context
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException

_OF_THE_RESOURCE = ("resource", "trust", "grant")


def read_principal(call: Call, text: str) -> Principal:
    """The principal that `text` names.

    Raises:
        ValidationException: it names none.
    """
    principal = named_principal(call.instance, text)
    if principal is None:
        raise ValidationException(f"{text} is no user, role, role session, account or service principal.")
    return principal


def read_resource(call: Call, action: str, name: str) -> str:
    """The ARN of a resource of the caller's account; only about these may it ask.

    Raises:
        ResourceNotFoundException: there is no such alias, or the resource is another account's.
    """
    if owner_of(call, name, call.account) != call.account:  # before an alias is looked up: others' may or may not be
        raise _not_here(call, name)
    resource = resource_arn(call.instance, action, name, call.account, call.region)
    if owner_of(call, resource, call.account) != call.account:
        raise _not_here(call, name)
    return resource


def _not_here(call: Call, name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"There is no {name} in account {call.account}.")


def read_way(request: Request) -> Way:
    """How the request comes, by ViaServices, EncryptionContext and Context."""
    context: Mapping[str, list[str]] = request.get("Context", {})
    values: dict[str, ContextValue] = {
        name: given[0] if len(given) == 1 else tuple(given) for name, given in context.items()
    }
    alias = request.get("Resource", "")
    if "alias/" in alias:
        values.setdefault("kms:RequestAlias", alias[alias.index("alias/") :])
    return Way(tuple(request.get("ViaServices", ())), encryption_context(request), values)


def read_unsaved(call: Call, request: Request, principal: Principal) -> Drafts:
    """The unsaved policies: Drafts in place of saved ones, AdditionalPolicies for `principal`.

    Raises:
        ValidationException: a place that is not the account's, or is given twice; a text that is no policy.
    """
    added = tuple(request.get("AdditionalPolicies", ()))
    for text in added:
        read_policy(text)
    drafts = read_drafts(call, request)
    return drafts.joined(Drafts(added={principal.stable_arn: added})) if added else drafts


def read_session_policies(request: Request) -> tuple[NamedPolicy, ...] | None:
    """The session policies that narrow the asking session, or None.

    Raises:
        ValidationException: a text that is no policy.
    """
    texts: list[str] | None = request.get("SessionPolicies")
    if texts is None:
        return None
    return tuple(NamedPolicy(f"session policy {number}", read_policy(text)) for number, text in enumerate(texts, 1))


def read_policy(text: str) -> PolicyDocument:
    """The compiled identity or session policy; raises ValidationException with every fault."""
    try:
        return PolicyDocument.parse(text, "session")
    except PolicySyntaxError as error:
        raise ValidationException(error.message) from None


def withhold_foreign(told: dict[str, Any]) -> dict[str, Any]:
    """A `Decision` as the resource's account may see it: without what a foreign principal's own policies say."""
    layers = []
    for layer in told["Layers"]:
        if layer["Layer"] in _OF_THE_RESOURCE or layer["Outcome"] == "not-applicable":
            layers.append(layer)
        else:
            words = "The policies of the principal's own account are not shown to another account."
            layers.append({"Layer": layer["Layer"], "Outcome": layer["Outcome"], "Explanation": words})
    kept = {name: value for name, value in told.items() if name != "Mend"}
    changes = told.get("Mend", {}).get("Changes", ())
    if changes and all(change["Layer"] in _OF_THE_RESOURCE for change in changes):
        kept["Mend"] = told["Mend"] | {"Alternatives": []}
    context = {key: values for key, values in told["Context"].items() if not key.startswith("aws:PrincipalTag/")}
    return kept | {"Layers": layers, "Context": context, "Summary": told["Message"] or told["Outcome"]}
