"""Hyperparameter tuning: settings in generations, each bred from the best of those before."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sealcanvas.ml.metrics import direction
from sealcanvas.ml.tabular.candidate import Candidate
from sealcanvas.ml.tabular.models.base import Learner

_GENERATION, _WAVE = 6, 4
# How often a wave looks for settings that are new.
_TRIES = 40
_PARENTS = 5
# Shares of wholly random settings, and of single settings drawn anew in a bred one.
_FRESH, _MUTATED = 0.3, 0.25


def generation(learner: type[Learner], number: int, done: Sequence[Candidate], objective: str, seed: int) -> list[Any]:
    """Settings to try next.

    They depend on generations that are over, never on who was faster: a seed gives the same search on any executor.

    Args:
        number: 0 for the learner's portfolio, then 1, 2, …
        done: what was tried of this learner.
    """
    if number == 0:
        return [settings for _, settings in learner.portfolio()]
    random = np.random.default_rng([seed, number])
    parents = [candidate.settings for candidate in ranked(done, objective)[:_PARENTS]]
    known = [candidate.settings for candidate in done]
    found: list[dict[str, Any]] = []
    for settings in _bred(learner, parents, random):
        if settings not in known and settings not in found:
            found.append(settings)
        if len(found) == _GENERATION:
            break
    return found


def wave(
    learners: Sequence[type[Learner]], number: int, done: Sequence[Candidate], objective: str, seed: int
) -> list[tuple[type[Learner], dict[str, Any]]]:
    """What an ensemble tries next, after the portfolios: settings bred from its best candidates, of any learner.

    A parent is drawn from the best few, the first twice as often as the second; its child may cross with the best of
    the same learner. `number`: 0, 1, …
    """
    random = np.random.default_rng([seed, 1, number])
    best = ranked(done, objective)[:_PARENTS]
    odds = 0.5 ** np.arange(len(best))
    known = [(candidate.learner, candidate.settings) for candidate in done]
    found: list[tuple[type[Learner], dict[str, Any]]] = []
    for _ in range(_TRIES):
        parent = best[random.choice(len(best), p=odds / odds.sum())]
        same = [each for each in ranked(done, objective) if each.learner is parent.learner]
        child = next(_bred(parent.learner, [each.settings for each in same[:_PARENTS]], random))
        if "target" in parent.settings:
            child["target"] = parent.settings["target"]
        if parent.learner in learners and (parent.learner, child) not in known + found:
            found.append((parent.learner, child))
        if len(found) == _WAVE:
            break
    return found


def ranked(candidates: Sequence[Candidate], objective: str) -> list[Candidate]:
    """From best to worst by the objective; those without a value last."""
    sign = -1.0 if direction(objective) == "Maximize" else 1.0

    def place(candidate: Candidate) -> tuple[bool, float]:
        value = candidate.metrics[objective]
        return value != value, sign * value

    return sorted(candidates, key=place)


def _bred(learner: type[Learner], parents: list[dict[str, Any]], random: np.random.Generator) -> Iterator[Any]:
    while True:
        fresh = learner.draw(random)
        if len(parents) < 2 or random.random() < _FRESH:
            yield fresh
            continue
        first, second = (parents[index] for index in random.choice(len(parents), 2, replace=False))
        child = {}
        for name, value in fresh.items():
            parent = first if random.random() < 0.5 else second
            child[name] = value if random.random() < _MUTATED else parent.get(name, value)
        yield child
