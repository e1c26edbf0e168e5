"""FeatureSpecificationS3Uri: which columns to learn from, and what they hold (API reference, TabularJobConfig)."""

import json
from dataclasses import dataclass
from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.tasks.s3_files import read_file, split_uri

_NAMES, _TYPES = "FeatureAttributeNames", "FeatureDataTypes"
# SageMaker's names of the types, and ml's. Autopilot's HPO mode also knows "sequence", which we do not have.
_KINDS = {"numeric": "Numeric", "categorical": "Categorical", "text": "Text", "datetime": "Datetime"}


@dataclass(frozen=True)
class FeatureSpecification:
    """The columns to learn from (None: all), and by column one of ml's ColumnTypes."""

    names: list[str] | None
    types: dict[str, str]


def read_specification(context: TaskContext, uri: str | None) -> FeatureSpecification:
    """What the object says; all columns and no types without one.

    Raises:
        TaskFailed: it is no such specification; the message says which member is at fault.
        botocore's ClientError: S3's or KMS's refusal.
    """
    if uri is None:
        return FeatureSpecification(None, {})
    try:
        found: Any = json.loads(read_file(context, *split_uri(uri)))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _wrong(uri, f'is no JSON object such as {{"{_NAMES}": ["age"], "{_TYPES}": {{"age": "numeric"}}}}')
    for member in found:
        if member not in (_NAMES, _TYPES):
            raise _wrong(uri, f"has an unknown member '{member:.40}'; it may have {_NAMES} and {_TYPES}")
    if not found:
        raise _wrong(uri, f"has neither {_NAMES} nor {_TYPES}")
    names = found.get(_NAMES)
    if _NAMES in found:
        _check_names(uri, names)
    return FeatureSpecification(names, _types(uri, found.get(_TYPES, {}), names))


def _check_names(uri: str, names: Any) -> None:
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise _wrong(uri, f"must have a list of column names as {_NAMES}")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise _wrong(uri, f"names the column '{twice}' twice in {_NAMES}")


def _types(uri: str, types: Any, names: list[str] | None) -> dict[str, str]:
    if not isinstance(types, dict):
        raise _wrong(uri, f"must have an object as {_TYPES}")
    for column, kind in types.items():
        if not isinstance(kind, str) or kind not in _KINDS:
            known = ", ".join(_KINDS)
            raise _wrong(uri, f"gives the column '{column}' a data type that is not supported; use {known}")
        if names is not None and column not in names:
            raise _wrong(uri, f"gives a data type for '{column}', which is not among {_NAMES}")
    return {column: _KINDS[kind] for column, kind in types.items()}


def _wrong(uri: str, what: str) -> TaskFailed:
    return TaskFailed("ClientError", f"The feature specification {uri} {what}.")
