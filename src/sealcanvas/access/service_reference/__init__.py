"""Which actions, resource types and condition keys exist, for every AWS service and for our own.

Read from `services.jsonl.gz` (made by `trim.py`) at the first question, a service at a time; nothing that decides a
request ever asks.
"""

import gzip
import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from sealcanvas.access.service_reference.reference import ServiceReference, of_json
from sealcanvas.access.service_reference.sealcanvas import OWN_PREFIX, own_reference

__all__ = ["ServiceReference", "arn_services", "prefixes", "provenance", "reference"]

_ARN_SERVICE = re.compile(r"arn:\$\{Partition\}:([a-z0-9-]+):")


@cache
def prefixes() -> frozenset[str]:
    """Return the prefix of every service (`kms`, `s3`, …), all lower case."""
    return frozenset(_lines()) | {OWN_PREFIX}


@lru_cache(maxsize=512)
def reference(prefix: str) -> ServiceReference | None:
    """Return what is known of the service with that prefix (any letter case); None if there is none."""
    folded = prefix.lower()
    if folded == OWN_PREFIX:
        return own_reference()
    line = _lines().get(folded)
    return None if line is None else of_json(folded, json.loads(line))


@cache
def arn_services() -> frozenset[str]:
    """Return every service that stands in an ARN's third field; a few differ from the prefixes."""
    return prefixes() | frozenset(_ARN_SERVICE.findall(_data()))


def provenance() -> Mapping[str, str]:
    """Return `package`, `version` and `updated` (a date) of the data that ours was made of."""
    found: dict[str, str] = json.loads(_data().partition("\n")[0].partition("\t")[2])
    return found


@cache
def _lines() -> Mapping[str, str]:
    parts = (line.partition("\t") for line in _data().splitlines()[1:])
    return {prefix: text for prefix, _, text in parts}


def _data() -> str:
    packed = (resources.files("sealcanvas.access.service_reference") / "services.jsonl.gz").read_bytes()
    return gzip.decompress(packed).decode()
