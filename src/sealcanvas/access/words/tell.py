"""Decisions put into sentences, in any language that has its phrases."""

from collections.abc import Sequence
from typing import Literal

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import ConditionCheck, LayerResult, StatementRef
from sealcanvas.access.mend.mend import Advice, Mend
from sealcanvas.access.words.english import ENGLISH
from sealcanvas.access.words.japanese import JAPANESE
from sealcanvas.access.words.phrases import Phrases

Language = Literal["en", "ja"]

_PHRASES: dict[Language, Phrases] = {"en": ENGLISH, "ja": JAPANESE}
_SHOWN = 3


def tell_summary(decision: Decision, language: Language = "en") -> str:
    """Return one sentence: who may or may not do what, and what decided it or what was missing."""
    words = _PHRASES[language]
    request = decision.request
    sentence = (words.may if decision.allowed else words.may_not).format(
        principal=request.principal.arn,
        action=request.action,
        resource=request.resource,
        reason=_reason(words, decision),
    )
    return sentence + words.stop


def tell_layer(decision: Decision, result: LayerResult, language: Language = "en") -> str:
    """Return one sentence: what one layer said of the request."""
    words = _PHRASES[language]
    return _begin(words, _cause(words, decision, result))


def tell_mend(decision: Decision, mend: Mend, language: Language = "en") -> list[str]:
    """Return what to do about a denial, a sentence each: the mend itself first, then other ways."""
    words = _PHRASES[language]
    others = (words.alternative.format(advice=_advice(words, decision, mend, each)) for each in mend.alternatives)
    return [_begin(words, sentence) for sentence in (_advice(words, decision, mend, mend.advice), *others)]


def tell_weakening(mend: Mend, language: Language = "en") -> str:
    """Return which safeguards a mend weakens, as one sentence; "" if none."""
    words = _PHRASES[language]
    safeguards = _list(words, mend.weakens, words.documents)
    return _begin(words, words.weakens.format(safeguards=safeguards)) if safeguards else ""


def phrases(language: Language) -> Phrases:
    """Return the phrases of a language, for what is printed around the sentences."""
    return _PHRASES[language]


def _advice(words: Phrases, decision: Decision, mend: Mend, advice: Advice) -> str:
    request = decision.request
    changes = [
        words.edits[change.edit].format(
            action=request.action, who=request.principal.stable_arn, document=change.document
        )
        for change in mend.changes
    ]
    facts = {"action": request.action, "resource": request.resource, "who": request.principal.stable_arn}
    facts |= {name: value or words.nothing for name, value in advice.facts.items()}
    return words.advice[advice.kind].format(changes=words.conditions.join(changes), **facts)


def _begin(words: Phrases, sentence: str) -> str:
    return (sentence[:1].upper() + sentence[1:] if words.capitals else sentence) + words.stop


def _reason(words: Phrases, decision: Decision) -> str:
    if decision.deciding is not None:
        phrase = words.allowed_by if decision.allowed else words.forbidden_by
        because = _because(words, decision.deciding_conditions)
        return phrase.format(statement=_statement(words, decision.deciding), because=because)
    granted = decision.of("grant")
    if decision.allowed:
        withheld = next((each for each in decision.layers if each.cause == "another-account"), granted)
        return words.root_user if withheld is None else _cause(words, decision, withheld)
    missing = _missing(words, decision)
    layer = "resource" if decision.reason == "cross-account-key" else decision.reason
    for result in (*(each for each in decision.layers if each.layer == layer), granted):
        if result is not None and (result.nearest is not None or result.cause.startswith("grant-")):
            return f"{missing}{words.reasons}{_cause(words, decision, result)}"
    return missing


def _missing(words: Phrases, decision: Decision) -> str:
    by_key = decision.rules == "key"
    match decision.reason:
        case "identity":
            return words.key_delegates if by_key else words.identity_silent
        case "resource" | "trust":
            return words.key_silent if by_key else words.own_silent.format(own=words.own[decision.rules])
        case "cross-account-key":
            return words.foreign_key
        case _:
            return words.limited.format(layer=words.layers[decision.reason])


def _cause(words: Phrases, decision: Decision, result: LayerResult) -> str:
    ref = result.statement or result.nearest
    request = decision.request
    checks = [check for check in result.checks if check.statement == ref]
    return words.causes[result.cause].format(
        statement="" if ref is None else _statement(words, ref),
        action=request.action,
        resource=request.resource,
        who=request.principal.stable_arn,
        owner=request.resource_account,
        layer=words.layers[result.layer],
        documents=_list(words, result.documents, words.documents),
        conditions=_conditions(words, checks),
        because=_because(words, checks),
        grant=result.grant,
        holder=result.holder,
        constraint=result.constraint,
    )


def _because(words: Phrases, checks: Sequence[ConditionCheck]) -> str:
    return words.because.format(conditions=_conditions(words, checks)) if checks else ""


def _conditions(words: Phrases, checks: Sequence[ConditionCheck]) -> str:
    return words.conditions.join(_condition(words, check) for check in checks)


def _condition(words: Phrases, check: ConditionCheck) -> str:
    carried = words.carries_nothing
    if check.found is not None:
        carried = words.carries.format(found=_values(words, check.found))
    return words.condition.format(
        operator=check.operator, key=check.key, wanted=_values(words, check.wanted), carried=carried
    )


def _statement(words: Phrases, ref: StatementRef) -> str:
    phrase = words.statement_with_sid if ref.sid else words.statement_by_number
    return phrase.format(sid=ref.sid, number=ref.index + 1, line=ref.line, document=ref.document)


def _values(words: Phrases, values: Sequence[str]) -> str:
    return _list(words, [f'"{value}"' for value in values], words.alternatives) or words.nothing


def _list(words: Phrases, items: Sequence[str], separator: str) -> str:
    shown = list(items[:_SHOWN])
    more = len(items) - len(shown)
    return separator.join([*shown, words.more.format(number=more)] if more else shown)
