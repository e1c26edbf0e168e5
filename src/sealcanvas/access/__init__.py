"""Pure access decisions: policies, conditions, principals, grants, and a Decision with its reasons."""

from sealcanvas.access.decision import Decision
from sealcanvas.access.evaluate import decide
from sealcanvas.access.evaluate_kms import decide_key
from sealcanvas.access.evaluate_trust import decide_trust
from sealcanvas.access.grant import Grant
from sealcanvas.access.grants import Grants
from sealcanvas.access.layer_result import ConditionCheck, LayerResult, StatementRef
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.mend import Mend, mend
from sealcanvas.access.policy import Finding, PolicyDocument, PolicySyntaxError, findings, lint
from sealcanvas.access.principal import ANONYMOUS, Principal
from sealcanvas.access.request import AccessRequest

__all__ = [
    "ANONYMOUS",
    "AccessRequest",
    "ConditionCheck",
    "Decision",
    "Finding",
    "Grant",
    "Grants",
    "LayerResult",
    "Mend",
    "NamedPolicy",
    "PolicyDocument",
    "PolicySet",
    "PolicySyntaxError",
    "Principal",
    "StatementRef",
    "decide",
    "decide_key",
    "decide_trust",
    "findings",
    "lint",
    "mend",
]
