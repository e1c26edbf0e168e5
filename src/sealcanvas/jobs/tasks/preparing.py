"""A recipe of Canvas's at work in a job: the tables that it joins are read as the job's role, then rows go through."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.tasks.channel import Channel, CheckedSource
from sealcanvas.jobs.tasks.s3_files import MAXIMUM_BYTES, InputFile
from sealcanvas.jobs.tasks.s3_source import S3Source

if TYPE_CHECKING:
    from sealcanvas.ml.recipe.preparation import Preparation

# The engine may hold a part of what the job may: the table lies beside it.
_ENGINE_SHARE = 4


def engine_memory(context: TaskContext) -> int:
    """Bytes that the recipe's engine may hold."""
    return context.memory_bytes // _ENGINE_SHARE


def find_table(context: TaskContext, place: Mapping[str, str]) -> InputFile:
    """A dataset's file. Raises botocore's ClientError."""
    # Not HeadObject, whose refusals have no body that could say why.
    answer = context.client("s3").get_object(Bucket=place["bucket"], Key=place["key"])
    answer["Body"].close()
    return InputFile(place["bucket"], place["key"], place["key"].rpartition("/")[2], answer["ContentLength"])


def open_table(context: TaskContext, place: Mapping[str, str]) -> S3Source:
    """A dataset's file, to be read. Raises botocore's ClientError."""
    file = find_table(context, place)
    source = S3Source(context, file)
    source.name = file.name
    return source


@dataclass(frozen=True)
class Tables:
    """Those that a recipe joins, by name, and what lineage keeps of each."""

    tables: dict[str, Any]
    lineage: dict[str, Any]


def read_tables(context: TaskContext, places: Mapping[str, Mapping[str, str]]) -> Tables:
    """The tables that a recipe joins, whole.

    Args:
        places: {"bucket", "key"} by the name that the recipe has for it.

    Raises:
        TaskFailed: one is too large.
        UnreadableFile: one is no table.
        botocore's ClientError: S3's or KMS's refusal.
    """
    from sealcanvas.ml.reading import Sample, read_whole
    from sealcanvas.ml.recipe.preparation import MOST_TABLE_BYTES

    found, lineage = {}, {}
    for name, place in places.items():
        file = find_table(context, place)
        source = CheckedSource(context, file, None, gzip=False, most=MAXIMUM_BYTES)
        source.name = file.name
        sample = Sample(MOST_TABLE_BYTES)
        read = read_whole([source], sample=sample, check=context.check)
        if not sample.complete:
            raise TaskFailed(
                "ClientError",
                f"The table '{name}' that the recipe joins takes more than {MOST_TABLE_BYTES >> 20} MiB. Join a "
                "smaller one.",
            )
        found[name], lineage[name] = read.table, source.lineage(file)
    return Tables(found, lineage)


@dataclass(frozen=True)
class Prepared:
    """What training goes on with.

    Attributes:
        preparation: what belongs to the model; None without a recipe.
        notes: what to warn of.
        lineage: the steps as they were asked for, and the tables by name.
    """

    channels: Mapping[str, Channel]
    preparation: "Preparation | None" = None
    notes: list[str] = field(default_factory=list)
    lineage: dict[str, Any] | None = None


def prepare(context: TaskContext, channels: Mapping[str, Channel], wish: Mapping[str, Any], target: str) -> "Prepared":
    """All channels after the recipe.

    Args:
        wish: "steps", and "tables" by name.
        target: the column to learn, after the recipe.

    Raises:
        BadRecipe: it does not fit.
        TaskFailed, botocore's ClientError: as `read_tables`.
    """
    from sealcanvas.ml.errors import BadRecipe
    from sealcanvas.ml.recipe import Recipe
    from sealcanvas.ml.recipe.preparation import Preparation
    from sealcanvas.ml.recipe.steps.resample import Resample

    recipe, training = Recipe.of(wish["steps"]), channels["training"]
    read = read_tables(context, wish["tables"])
    tables = read.tables
    sampled = training.table.num_rows < training.rows
    if sampled and any(isinstance(step, Resample) for step in recipe.steps):
        raise BadRecipe(
            f"The data's {training.rows:,} rows do not fit into this job's memory, and the recipe resamples them, "
            "which takes all of them. Resample them before the import."
        )
    memory = engine_memory(context)
    preparation, made = Preparation.learn(
        recipe, training.table, target, tables, memory_bytes=memory, check=context.check
    )
    if not made.num_rows:
        raise BadRecipe("The recipe leaves no row to learn from.")
    notes = []
    if sampled:
        notes.append(f"The recipe saw {training.table.num_rows:,} rows, drawn evenly, of {training.rows:,}.")
    if made.num_rows != training.table.num_rows:
        notes.append(f"The recipe makes {made.num_rows:,} rows of {training.table.num_rows:,}.")
    ready = {"training": replace(training, table=made, rows=made.num_rows)}
    if "validation" in channels:
        judged = preparation.recipe.table(
            channels["validation"].table, tables, memory_bytes=memory, check=context.check
        )
        ready["validation"] = replace(channels["validation"], table=judged, rows=judged.num_rows)
    return Prepared(ready, preparation, notes, {"steps": wish["steps"], "tables": read.lineage})
