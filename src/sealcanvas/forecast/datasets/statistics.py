"""What an import says of its columns: counts from its record; values, the customer's own, from the sealed store."""

from typing import Any

from sealcanvas.forecast.datasets.rows import statistics_file
from sealcanvas.forecast.keys.roles import as_role
from sealcanvas.forecast.stored import ACTIVE, Stored
from sealcanvas.forecast.work.store_files import read_json
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError

_GIGABYTE = 1e9
_COUNTS = ("Count", "CountDistinct", "CountNull", "CountNan")
_LARGEST = 2**31 - 1


def field_statistics(call: Call, job: Stored) -> dict[str, Any]:
    """DataSize and FieldStatistics of an import; {} before it is ACTIVE.

    Min, Max, Avg and Stddev are opened as the import's role; where it may not, or the rows were replaced, only the
    counts are told (*ours*).
    """
    result = job.details.get("result", {})
    size, fields = result.get("bytes"), result.get("fields")
    if job.status != ACTIVE or not isinstance(size, int) or not isinstance(fields, dict):
        return {}
    values = _values(call, job)
    answer = {name: _counts(found) | values.get(name, {}) for name, found in fields.items() if isinstance(found, dict)}
    return {"DataSize": size / _GIGABYTE, "FieldStatistics": answer}


def _counts(found: dict[str, Any]) -> dict[str, int]:
    """Each count, and as a long; -1 where it does not fit. What a worker returned is held to be counts."""
    counts = {name: found[name] for name in _COUNTS if isinstance(found.get(name), int)}
    return {name: count if count <= _LARGEST else -1 for name, count in counts.items()} | {
        f"{name}Long": count for name, count in counts.items()
    }


def _values(call: Call, job: Stored) -> dict[str, dict[str, Any]]:
    dataset = job.request["DatasetArn"]
    try:
        role = as_role(call, job.details["role_arn"], job.arn)
        found: dict[str, dict[str, Any]] = read_json(role, dataset, statistics_file(job.name))
    except ServiceError:
        return {}
    return found
