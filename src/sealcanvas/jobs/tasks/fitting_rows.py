"""As many rows of a channel as can be learnt from in the memory that is left."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sealcanvas.jobs.tasks.channel import Channel

if TYPE_CHECKING:
    from sealcanvas.ml.problem import ProblemType

# What Python, the libraries and reading take. Of what is left beyond that and the tables, a share is for training; the
# rest is for reports, and for what an estimate does not know. No measure of now: the same data gives the same rows.
_BASE, _SHARE = 440 << 20, 0.7
_LEAST_ROWS = 10_000


def fitting_rows(
    channels: Mapping[str, Channel], target: str, problem: "ProblemType", memory_bytes: int, seed: int
) -> dict[str, Channel]:
    """The channels, each with a sample of its rows where all would take too much memory.

    Args:
        memory_bytes: what the job may hold.
    """
    from sealcanvas.ml.problem import ProblemType
    from sealcanvas.ml.tabular.footprint import bytes_per_row

    numeric = problem is ProblemType.REGRESSION
    held = _BASE + sum(channel.table.nbytes for channel in channels.values())
    left = _SHARE * (memory_bytes - held) / len(channels)
    found = {}
    for name, channel in channels.items():
        most = max(_LEAST_ROWS, int(left / max(1, bytes_per_row(channel.table, target, numeric=numeric))))
        found[name] = _sampled(channel, most, None if numeric else target, seed)
    return found


def _sampled(channel: Channel, most: int, label: str | None, seed: int) -> Channel:
    import pyarrow as pa

    from sealcanvas.ml.reading import Sample

    if channel.table.num_rows <= most:
        return channel
    sample = Sample(most_rows=most, seed=seed, label=label)
    for batch in channel.table.to_batches(max_chunksize=1 << 16):
        sample.add(batch)
    return replace(channel, table=pa.Table.from_batches(sample.batches()))
