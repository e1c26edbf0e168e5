"""A simulation: who asks, under which policies and circumstances, and what a request of his would get."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sealcanvas.access.decide_by import decide_by, rules_of
from sealcanvas.access.decision import Decision, Rules
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.policy import PolicyDocument, PolicyKind, PolicySyntaxError
from sealcanvas.access.principal import Principal, account_root_arn
from sealcanvas.access.request import AccessRequest, ContextValue
from sealcanvas.iam.errors import InvalidInput
from sealcanvas.service.identity import IdentityPolicies

RESOURCE_POLICY = "ResourcePolicy"
ENCRYPTION_CONTEXT = "kms:EncryptionContext:"

_KINDS: dict[Rules, PolicyKind] = {"key": "key", "trust": "trust", "standard": "bucket"}
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What stays the same for all actions and resources of one simulation.

    Attributes:
        policies: the caller's side.
        resource_policy: the text that every resource has as its policy, or None.
        owner: the account of resources whose ARN names none.
    """

    caller: Principal
    policies: IdentityPolicies
    owner: str
    resource_policy: str | None = None
    context: Mapping[str, ContextValue] = field(default_factory=dict)

    def account_of(self, resource: str) -> str:
        """The resource's owner: the account in its ARN, else the simulation's."""
        parts = resource.split(":", 5)
        return parts[4] if len(parts) == 6 and _ACCOUNT.fullmatch(parts[4]) else self.owner

    def crosses_accounts(self, resource: str) -> bool:
        """Whether caller and resource belong to different accounts."""
        return bool(self.caller.account) and self.caller.account != self.account_of(resource)

    def decide(self, action: str, resource: str) -> tuple[Decision, PolicySet]:
        """What the request gets, and every policy that it was held against.

        Raises:
            InvalidInput: the resource policy is none for such a resource.
        """
        account = self.account_of(resource)
        rules = rules_of(action, resource)
        if rules == "trust" and self.resource_policy is None:
            rules = "standard"  # without a trust policy, only the caller's own policies are asked about
        policies = PolicySet(
            identity=self.policies.identity,
            boundary=self.policies.boundary,
            service_control=self.policies.service_control,
            resource=self._resource_policy(rules, account),
        )
        request = AccessRequest(self.caller, action, resource, account, self.context)
        return decide_by(rules, request, policies, self.encryption_context), policies

    @property
    def encryption_context(self) -> dict[str, str]:
        """The encryption context that the context entries give."""
        prefix = ENCRYPTION_CONTEXT.lower()
        return {
            name[len(prefix) :]: value if isinstance(value, str) else "".join(value[:1])
            for name, value in self.context.items()
            if name.lower().startswith(prefix)
        }

    def _resource_policy(self, rules: Rules, account: str) -> NamedPolicy | None:
        if self.resource_policy is not None:
            return NamedPolicy(RESOURCE_POLICY, parse_input(self.resource_policy, _KINDS[rules]))
        # As AWS's simulators, ours know no stored resource policy: that of a key is taken to leave all to IAM.
        return _leaving_all_to_iam(account) if rules == "key" else None


def parse_input(text: str, kind: PolicyKind) -> PolicyDocument:
    """The compiled policy; raises InvalidInput with every fault."""
    try:
        return PolicyDocument.parse(text, kind)
    except PolicySyntaxError as error:
        raise InvalidInput(error.message) from None


def _leaving_all_to_iam(account: str) -> NamedPolicy:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": account_root_arn(account)},
        "Action": "kms:*",
        "Resource": "*",
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return NamedPolicy("", PolicyDocument.parse(text, "key"))
