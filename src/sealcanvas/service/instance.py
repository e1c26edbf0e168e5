"""One running Sealcanvas: what the composition root hands to every service, and nothing global."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sealcanvas.audit.trail import Trail
from sealcanvas.crypto.secret import Secret
from sealcanvas.service.identity import IdentitySource
from sealcanvas.service.membership import MembershipSource
from sealcanvas.service.policy_edits import EditWatch
from sealcanvas.storage.blob_store import BlobStore
from sealcanvas.storage.blobs import BlobFolder
from sealcanvas.storage.database import Database


@dataclass(slots=True)
class Instance:
    """The state and the capabilities of one server.

    Attributes:
        home: the state folder.
        account: the account that this instance was made for, 12 digits; others are known to `memberships`.
        region: its home region.
        epoch: the number of the root key, 0 for the first.
        root: the root key; only `kms`, `sts`, `s3` (its own service key) and `canvas.verify` use it (`crypto.derive`).
        objects: the sealed blobs of the object store: in the state folder, or in an outer store.
        clock: now, as an aware UTC datetime; injectable.
        identities: set once by the composition root (`iam` implements it).
        memberships: the accounts of the organisation, likewise (`organizations` implements it).
        edit_watch: watches over every edit of a policy; likewise (`doctor` implements it), None for nobody.
        endpoint: where clients find this server now ("https://127.0.0.1:8600"), or "" while nobody serves; likewise.
        parts: what a service keeps for itself between calls (caches, supervisors), by the service's name.
    """

    home: Path
    account: str
    region: str
    root: Secret
    database: Database
    objects: BlobStore
    volumes: BlobFolder
    trail: Trail
    clock: Callable[[], datetime]
    identities: IdentitySource
    memberships: MembershipSource
    edit_watch: EditWatch | None = None
    endpoint: Callable[[], str] = lambda: ""
    epoch: int = 0
    parts: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Instance(account={self.account}, region={self.region})"
