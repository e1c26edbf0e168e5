"""How much of a rekey is done: for each kind artifacts and bytes done, and in all."""

from collections.abc import Iterable

from sealcanvas.canvas.rekey.artifacts import Artifact
from sealcanvas.canvas.rekey.stored import KINDS

Counts = dict[str, list[int]]


def with_left(done: Counts, left: Iterable[Artifact]) -> Counts:
    """The counts that have what is done, and as their totals that and what is left."""
    counts = {kind: [*done[kind][:2], *done[kind][:2]] for kind in KINDS}
    for artifact in left:
        counts[artifact.kind][2] += 1
        counts[artifact.kind][3] += artifact.size
    return counts


def with_done(counts: Counts, artifact: Artifact) -> Counts:
    """The counts with one artifact more that is done."""
    number, size, in_all, bytes_in_all = counts[artifact.kind]
    return {**counts, artifact.kind: [number + 1, size + artifact.size, in_all, bytes_in_all]}


def nothing() -> Counts:
    """The counts before anything was looked at."""
    return {kind: [0, 0, 0, 0] for kind in KINDS}
