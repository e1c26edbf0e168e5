"""What the operations that ask about requests never made take alike, and what they may be asked."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument, PolicySyntaxError
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import ContextValue
from sealcanvas.access.words import Language
from sealcanvas.doctor.abroad import principal_asked_about
from sealcanvas.doctor.drafted import read_drafts
from sealcanvas.doctor.drafts import Drafts
from sealcanvas.doctor.known_action import check_exists
from sealcanvas.doctor.simulate_question import Question, Way
from sealcanvas.doctor.simulate_target import owner_of, resource_arn
from sealcanvas.kms.encryption_context import encryption_context
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException

_OF_THE_RESOURCE = ("resource", "trust", "grant")
_NOT_ASKED: Mapping[Language, str] = {
    "en": "Account {account} has the principal and must allow it as well: its policies are not asked here.",
    "ja": "プリンシパルのアカウント {account} の側でも許可が必要です。そのポリシーはここでは評価していません。",
}


def read_question(call: Call, request: Request) -> Question:
    """The question that `request` asks, without the drafts that it may have.

    Raises:
        ValidationException: a member that cannot be; an action that does not exist.
        ResourceNotFoundException: the resource is not the caller's.
    """
    action = request["Action"]
    check_exists(action)
    resource = read_resource(call, action, request["Resource"])
    principal = read_principal(call, request["Principal"], resource)
    session = read_session_policies(request)
    if session is not None and principal.kind not in ("role-session", "federated-user"):
        raise ValidationException("Only a session has session policies: name a role or a role session.")
    return Question(principal, action, resource, call.account, read_way(request), session)


def read_principal(call: Call, text: str, resource: str) -> Principal:
    """The principal that `text` names, to be asked about on `resource` (an ARN).

    Raises:
        ValidationException: it names none.
    """
    principal = principal_asked_about(call.instance, text, call.account, resource)
    if principal is None:
        raise ValidationException(f"{text} is no user, role, role session, account or service principal.")
    return principal


def read_resource(call: Call, action: str, name: str) -> str:
    """The ARN of a resource of the caller's account; only about these may it ask.

    Raises:
        ResourceNotFoundException: it is no key, alias or ARN, there is no such alias, or the resource is another
            account's.
    """
    if owner_of(call, name, call.account) != call.account:  # before an alias is looked up: others' may or may not be
        raise _not_here(call, name)
    resource = resource_arn(call.instance, action, name, call.account, call.region)
    if owner_of(call, resource, call.account) != call.account:
        raise _not_here(call, name)
    if resource != "*" and not resource.startswith("arn:"):
        raise ResourceNotFoundException(f"There is no key, alias or ARN {name} in account {call.account}.")
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


def withhold_foreign(told: dict[str, Any], account: str, language: Language) -> dict[str, Any]:
    """A `Decision` on a principal of the other `account`: its side was not asked, and the answer says so."""
    words = _NOT_ASKED[language].format(account=account)
    layers = [
        layer
        if layer["Layer"] != "identity"
        else {"Layer": layer["Layer"], "Outcome": layer["Outcome"], "Explanation": words}
        for layer in told["Layers"]
    ]
    changes = told.get("Mend", {}).get("Changes", ())
    kept = told
    if changes and all(change["Layer"] in _OF_THE_RESOURCE for change in changes):
        kept = told | {"Mend": told["Mend"] | {"Alternatives": []}}
    elif "Mend" in told:
        kept = {name: value for name, value in told.items() if name != "Mend"}
    space = "" if language == "ja" else " "
    context = {key: values for key, values in told["Context"].items() if key != "aws:userid"}
    return kept | {"Layers": layers, "Context": context, "Summary": f"{told['Summary']}{space}{words}"}
