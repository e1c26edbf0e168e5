"""The principals that may use one resource, looked at one by one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sealcanvas.access.decide_by import rules_of
from sealcanvas.access.decision import Rules
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import AccessRequest
from sealcanvas.doctor.abroad import unidentified
from sealcanvas.doctor.remembered import Remembered
from sealcanvas.doctor.simulate_question import Question, ask
from sealcanvas.doctor.simulate_target import target_of
from sealcanvas.doctor.standing import standing_policies
from sealcanvas.doctor.who_can_access import access_of
from sealcanvas.doctor.who_can_candidates import Candidate, candidate, candidate_names
from sealcanvas.doctor.who_can_grants import KeyGrants
from sealcanvas.s3.bucket import BUCKET_ARN
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance


class Users:
    """Who may use one resource.

    Attributes:
        names: of everybody who might, sorted.
        complete: whether all of the key's grants are looked at.

    Args:
        account: the resource's owner.
    """

    def __init__(self, instance: Instance, resource: str, actions: Sequence[str], account: str) -> None:
        self._instance = replace(instance, identities=Remembered(instance.identities))
        self._resource = resource
        self._actions = actions
        self._account = account
        self._grants = KeyGrants(instance)
        grantees = self._grants.by_grantee(resource) if ":kms:" in resource else {}
        self.complete = self._grants.complete
        call = Call(instance, Principal.root(account), new_request_id(), instance.region)
        own = (target_of(call, action, resource, account).policy for action in actions)
        documents = {policy.document for policy in own if policy is not None}
        self.names = candidate_names(instance, account, documents, grantees)

    def of(self, name: str) -> dict[str, Any] | None:
        """What the principal may do, as the service model's `PrincipalAccess`; None if nothing."""
        who = candidate(self._instance, name, self._account, unsigned=self._resource.startswith(BUCKET_ARN))
        if who is None:
            return None
        held = self._grants.held_by(who.principal, self._resource) if ":kms:" in self._resource else []
        bases: dict[Rules, tuple[AccessRequest, PolicySet]] = {}
        told = []
        for action in self._actions:
            rules = rules_of(action, self._resource)
            if rules not in bases:
                bases[rules] = self._base(who, action, rules)
            request, policies = bases[rules]
            access = access_of(who, replace(request, action=action), policies, held)
            if access is not None:
                told.append(access)
        return {"Principal": name, "Kind": who.kind, "Outside": who.outside, "Actions": told} if told else None

    def _base(self, who: Candidate, action: str, rules: Rules) -> tuple[AccessRequest, PolicySet]:
        """A real request of the principal's but for its circumstances, and the policies that bear on it."""
        request = ask(self._instance, Question(who.principal, action, self._resource, self._account)).request
        request = unidentified(request, self._account)
        return request, standing_policies(self._instance, request, rules, grants=False)
