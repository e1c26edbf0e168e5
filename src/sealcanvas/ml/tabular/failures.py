"""Learners that failed: what they cost is their candidate, and people are told which and how often."""

from collections import Counter
from dataclasses import dataclass, field

from sealcanvas.ml.errors import LearnersFailed

# A family that failed so often and never succeeded is not tried again.
_TRIES = 2


@dataclass
class Failures:
    """Notes by algorithm; an error is its type's name alone, for its text may hold values of the data."""

    _noted: dict[str, Counter[str]] = field(default_factory=dict)
    _good: set[str] = field(default_factory=set)

    def note(self, algorithm: str, why: str) -> None:
        """A candidate failed."""
        self._noted.setdefault(algorithm, Counter())[why] += 1

    def praise(self, algorithm: str) -> None:
        """A candidate succeeded."""
        self._good.add(algorithm)

    def hopeless(self, algorithm: str) -> bool:
        """Whether trying it again is a waste of time."""
        return algorithm not in self._good and self._noted.get(algorithm, Counter()).total() >= _TRIES

    @property
    def warnings(self) -> list[str]:
        """A sentence for each algorithm of which a candidate failed."""
        found = []
        for algorithm, causes in sorted(self._noted.items()):
            count, kinds = causes.total(), ", ".join(sorted(causes))
            which = f"{count} candidates" if count > 1 else "A candidate"
            was = "were" if count > 1 else "was"
            found.append(f"{which} of '{algorithm}' failed ({kinds}) and {was} left out.")
        return found

    def total(self) -> Exception:
        """What to raise where nothing is left."""
        kinds = set().union(*self._noted.values())
        if kinds == {"MemoryError"}:
            return MemoryError()
        told = "; ".join(f"{name} ({', '.join(sorted(causes))})" for name, causes in sorted(self._noted.items()))
        return LearnersFailed(f"No algorithm could be trained on this data. What failed: {told}.")
