"""A change of the root key in the audit trail."""

from sealcanvas.audit.event import Event
from sealcanvas.audit.rechained import CHAIN
from sealcanvas.audit.trail import Trail
from sealcanvas.crypto.derive import derive
from sealcanvas.roots.record import Entry
from sealcanvas.server.home import Description, Home
from sealcanvas.server.root.kept import DATABASE, Opened
from sealcanvas.server.run import utc_now
from sealcanvas.service.call import new_request_id
from sealcanvas.storage.database import Database
from sealcanvas.storage.engine import sqlite_engine


def note_change(home: Home, description: Description, name: str, former: Entry, opened: Opened) -> None:
    """Append an event of the account's root user, who alone holds the root key; for who is alone with the folder."""
    account = description.account
    event = Event(
        request_id=new_request_id(),
        time=utc_now(),
        source="sealcanvas.amazonaws.com",
        name=name,
        region=description.region,
        account=account,
        user_identity={
            "type": "Root",
            "principalId": account,
            "arn": f"arn:aws:iam::{account}:root",
            "accountId": account,
        },
        source_ip="sealcanvas.amazonaws.com",
        user_agent="sealcanvas root",
        via=(),
        purpose="",
        event_type="AwsServiceEvent",
        service_details={"former": _told(former), "current": _told(opened.entry)},
    )
    database = Database(sqlite_engine(home.folder / DATABASE, opened.root))
    try:
        Trail(database, derive(opened.root, CHAIN)).record([event])
    finally:
        database.close()


def _told(entry: Entry) -> dict[str, str | int]:
    return {"root": entry.root, "rootEpoch": entry.epoch, "rootKeyId": entry.id}
