"""What made-up questions have exercised, so that a comparison of two engines cannot become vacuous."""

from collections import Counter

from tests.support.generated.questions import Rules
from tests.support.literal import Question, Verdict
from tests.support.literal.conditions import as_list, condition_holds, text
from tests.support.literal.operators import COMPARE, NEGATED
from tests.support.literal.reading import Reading, keys_of, statements_of

OPERATORS = (*COMPARE, *NEGATED)
SETS = ("", "ForAllValues:", "ForAnyValue:")


class Coverage:
    """Counts of outcomes, reasons, kinds of callers, ways of being named, operators with both truths, elements."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.callers: Counter[tuple[str, str]] = Counter()
        self.named: Counter[str] = Counter()
        self.operators: Counter[tuple[str, bool]] = Counter()
        self.elements: Counter[str] = Counter()

    def note(self, asked: Question, rules: Rules, verdict: Verdict, reason: str) -> None:
        """Count one question; `reason` is the one that the compiled engine names."""
        self.outcomes[verdict.outcome] += 1
        self.reasons[verdict.outcome, reason] += 1
        self.callers[asked.caller.kind, verdict.outcome] += 1
        self.named.update(Reading(asked, trust=rules == "trust").resource_ways())
        keys = keys_of(asked)
        documents = [*asked.identity, *(asked.session or ()), *sum(asked.service_control or (), ())]
        documents += [policy for policy in (asked.boundary, asked.resource_policy) if policy is not None]
        for _, document in documents:
            variables = document.get("Version") == "2012-10-17"
            for statement in statements_of(document):
                self.elements.update(f"{name} {statement['Effect']}" for name in statement if name.startswith("Not"))
                for operator, block in statement.get("Condition", {}).items():
                    for key, values in block.items():
                        wanted = [text(value) for value in as_list(values)]
                        self.operators[operator, condition_holds(operator, key, wanted, keys, variables=variables)] += 1

    @property
    def allowed_share(self) -> float:
        """The share of allowed requests."""
        return self.outcomes["allowed"] / self.outcomes.total()

    def rare_operators(self, least: int, *, forms: bool) -> list[tuple[str, bool, int]]:
        """Return operators that held, or did not, fewer than `least` times; `forms` counts each form on its own."""
        found: Counter[tuple[str, bool]] = Counter()
        for (operator, held), count in self.operators.items():
            found[operator if forms else operator.rpartition(":")[2].removesuffix("IfExists"), held] += count
        names = [*OPERATORS, "Null"]
        if forms:
            names = [f"{prefix}{name}{end}" for prefix in SETS for name in OPERATORS for end in ("", "IfExists")]
            names.append("Null")
        return [
            (name, held, found[name, held]) for name in names for held in (True, False) if found[name, held] < least
        ]
