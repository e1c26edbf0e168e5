"""Two engines on one set: who is better, and by more than noise?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Literal

from bench.automl.scores import better
from bench.automl.store import Record

Verdict = Literal["better", "equal", "worse"]


@dataclass(frozen=True)
class Comparison:
    """Ours against a peer on one set.

    `percent`: by how much ours is better (negative: worse), of the peer's error (1 - AUC, log-loss, RMSE).
    """

    set: str
    peer: str
    verdict: Verdict
    percent: float


def compare(ours: Mapping[int, Record], peer: Mapping[int, Record]) -> Comparison | None:
    """By the seeds (the keys) that both have a score for; None if there are none.

    The held-out rows of a seed are scored in ten blocks. The noise is one standard error of the mean of the blocks'
    differences: paired, so what makes a block hard for both does not count.
    """
    seeds = sorted(set(done(ours)) & set(done(peer)))
    if not seeds:
        return None
    metric = ours[seeds[0]]["metric"]
    differences: list[float] = []
    for seed in seeds:
        if ours[seed]["split"] != peer[seed]["split"]:
            raise ValueError(f"{ours[seed]['set']}: seed {seed} was split in two ways; measure its cells anew.")
        pairs = zip(ours[seed]["blocks"], peer[seed]["blocks"], strict=True)
        differences += [better(metric, one, other) for one, other in pairs]
    gain = fmean(better(metric, ours[seed]["score"], peer[seed]["score"]) for seed in seeds)
    base = fmean(peer[seed]["score"] for seed in seeds)
    noise = stdev(differences) / len(differences) ** 0.5
    verdict: Verdict = "equal" if abs(gain) <= noise else "better" if gain > 0 else "worse"
    percent = 100 * gain / max(1 - base if metric == "AUC" else base, 1e-9)
    return Comparison(ours[seeds[0]]["set"], peer[seeds[0]]["engine"], verdict, round(percent, 2))


def done(records: Mapping[int, Record]) -> dict[int, Record]:
    """Those with a score."""
    return {seed: record for seed, record in records.items() if record["status"] == "done"}


def ranks(metric: str, scores: Sequence[float | None]) -> list[float]:
    """From 1 for the best; equal scores share their ranks' mean; None (no score) comes last."""
    keys = [(1, 0.0) if each is None else (0, -better(metric, each, 0.0)) for each in scores]
    return [sum(other < key for other in keys) + (sum(other == key for other in keys) + 1) / 2 for key in keys]
