"""The policies that AWS keeps for everybody, by their ARNs: read-only data files in `aws_managed/`."""

import hashlib
import tomllib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class AwsManagedPolicy:
    """One of them; `path` is "/" or e.g. "/service-role/", `document` its policy text."""

    name: str
    path: str
    description: str
    version: int
    created_at: datetime
    updated_at: datetime
    document: str

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::aws:policy{self.path}{self.name}"

    @property
    def policy_id(self) -> str:
        """A stable id of our own: AWS does not publish the real ones."""
        return "ANPA" + b32encode(hashlib.sha256(self.arn.encode()).digest()).decode()[:17]


@cache
def aws_managed_policies() -> Mapping[str, AwsManagedPolicy]:
    """All of them, by ARN."""
    folder = resources.files("sealcanvas.iam") / "aws_managed"
    catalogue = tomllib.loads((folder / "catalogue.toml").read_text("utf-8"))
    found = (
        AwsManagedPolicy(
            name=name,
            path=entry["path"],
            description=entry["description"],
            version=entry["version"],
            created_at=entry["created"],
            updated_at=entry["updated"],
            document=(folder / f"{name}.json").read_text("utf-8"),
        )
        for name, entry in catalogue.items()
    )
    return MappingProxyType({policy.arn: policy for policy in found})
