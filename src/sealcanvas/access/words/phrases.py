"""What a language needs to tell of decisions; `str.format` fills the names in braces."""

from collections.abc import Mapping
from dataclasses import dataclass

from sealcanvas.access.layer_result import Cause, LayerOutcome
from sealcanvas.access.mend.change import Edit
from sealcanvas.access.mend.mend import AdviceKind


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language.

    `layers` names the kinds of policies, `own` the resource's policy by the rules that decide. `causes` are whole
    sentences without their full stop; `stop` is the full stop. `may`, `may_not` are the summary with its `{reason}`.
    `advice` and `edits` are what a mend says, `alternative` begins
    another way, `weakens` tells what it weakens; `mend`, `to_make`, `made` are what the command line says around it.
    The rest are parts of reasons and of lists.
    """

    layers: Mapping[str, str]
    own: Mapping[str, str]
    causes: Mapping[Cause, str]
    may: str
    may_not: str
    allowed_by: str
    forbidden_by: str
    root_user: str
    identity_silent: str
    key_delegates: str
    own_silent: str
    key_silent: str
    foreign_key: str
    limited: str
    condition: str
    because: str
    statement_with_sid: str
    statement_by_number: str
    carries: str
    carries_nothing: str
    alternatives: str
    conditions: str
    documents: str
    reasons: str
    more: str
    nothing: str
    advice: Mapping[AdviceKind, str]
    edits: Mapping[Edit, str]
    outcomes: Mapping[LayerOutcome, str]
    alternative: str
    weakens: str
    mend: str
    to_make: str
    made: str
    stop: str
    capitals: bool
