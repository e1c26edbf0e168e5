"""Puts an instance together: the only place where the services' parts meet."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sealcanvas.audit.rechained import CHAIN
from sealcanvas.audit.trail import Trail
from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.secret import Secret
from sealcanvas.doctor.policy_tests.edits import KeptTests
from sealcanvas.iam.identities import Identities
from sealcanvas.iam.last_use import LastUse
from sealcanvas.organizations.memberships import Memberships
from sealcanvas.server.home import Home
from sealcanvas.service.instance import Instance
from sealcanvas.storage.blob_store import BlobStore
from sealcanvas.storage.blobs import BlobFolder
from sealcanvas.storage.database import Database
from sealcanvas.storage.engine import sqlite_engine
from sealcanvas.storage.schema import bring_up_to_date


def open_instance(
    home: Path,
    root: Secret,
    *,
    account: str,
    region: str,
    clock: Callable[[], datetime],
    objects: BlobStore | None = None,
    epoch: int = 0,
) -> Instance:
    """Open the state folder `home`, which must exist, under its root key.

    Args:
        objects: where sealed objects lie, if not in the state folder (`server.blobs`).
        epoch: the root key's number.

    Raises:
        WrongRoot: `root` does not open the database.
    """
    engine = sqlite_engine(home / "state.db", root)
    bring_up_to_date(engine)
    database = Database(engine)
    memberships = Memberships(database)
    instance = Instance(
        home=home,
        account=account,
        region=region,
        root=root,
        epoch=epoch,
        database=database,
        objects=objects or BlobFolder(home / "objects"),
        volumes=BlobFolder(home / "volumes"),
        trail=Trail(database, derive(root, CHAIN), LastUse(database).note),
        clock=clock,
        identities=Identities(database, memberships),
        memberships=memberships,
        endpoint=lambda: _published(home),
    )
    instance.edit_watch = KeptTests(instance)
    return instance


def _published(home: Path) -> str:
    endpoint = Home(home, {}).endpoint()
    return endpoint.url if endpoint else ""
