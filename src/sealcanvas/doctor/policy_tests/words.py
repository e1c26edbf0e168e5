"""Why a policy test could not be asked, and what is told of another account's resources, in two languages."""

from collections.abc import Mapping

from sealcanvas.access.decision import Decision
from sealcanvas.access.words import Language
from sealcanvas.doctor.policy_tests.fixture import Fixture

_SENTENCES: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "principal-gone": "{who} is not there any more: nobody can be asked about.",
        "resource-gone": "{resource} is not there any more: there is nothing to ask about.",
        "not-yours": "This account's tests may ask as its own principals, or as a service, a web identity or nobody "
        "about its own resources; of another account's resources they may expect the outcome alone.",
        "allowed": "{who} may do {action} on {resource}.",
    },
    "ja": {
        "principal-gone": "{who} はもう存在しないため、判定できません。",
        "resource-gone": "{resource} はもう存在しないため、判定できません。",
        "not-yours": "アカウントのテストは、自身のプリンシパルとして、または自身のリソースについて"
        "サービス、ウェブ ID、匿名としてのみ判定できます。別のアカウントのリソースについては結果だけを期待できます。",
        "allowed": "{who} は {resource} に対して {action} を実行できます。",
    },
}


def tell_unasked(cause: str, fixture: Fixture, language: Language) -> str:
    """Why there is no answer: "principal-gone", "resource-gone" or "not-yours"."""
    asker = fixture.asker
    who = asker.detail if asker.kind == "federated-user" else asker.name
    return _SENTENCES[language][cause].format(who=who, resource=fixture.resource)


def tell_abroad(decision: Decision, language: Language) -> str:
    """What a decision on another account's resource tells: AWS's sentence, or that it is allowed."""
    if not decision.allowed:
        return f"{decision.message()}."
    request = decision.request
    return _SENTENCES[language]["allowed"].format(
        who=request.principal.arn, action=request.action, resource=request.resource
    )
