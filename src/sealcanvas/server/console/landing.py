"""`/console/`: where a session lands. All that it shows is read through door B, as the session's role."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from html import escape
from typing import Any

from sealcanvas.sagemaker.sign_in.place import Place
from sealcanvas.server.console import pages
from sealcanvas.server.console.api import ask
from sealcanvas.server.console.live_sessions import Live
from sealcanvas.server.door import Door
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.wire.message import Response

_SHOWN = 50
_GIB = 1 << 30
_SIGN_OUT = '<form method="post" action="/console/sign-out"><button>Sign out</button></form>'

# Title, operation, the list in its answer, and which members are shown.
_LISTS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Datasets",
        "ListDatasets",
        "Datasets",
        (("Name", "DatasetName"), ("Status", "Status"), ("Rows", "RowCount"), ("Created", "CreationTime")),
    ),
    (
        "Models",
        "ListModelVersions",
        "ModelVersions",
        (("Name", "ModelName"), ("Status", "Status"), ("Target", "TargetColumn"), ("Created", "CreationTime")),
    ),
    (
        "Predictions",
        "ListPredictions",
        "Predictions",
        (("Id", "PredictionId"), ("Status", "Status"), ("Created", "CreationTime")),
    ),
)


def landing(door: Door, call: Call, live: Live) -> Response:
    """The page of a session."""
    if live.found is None:
        return _of_user(live)
    place = Place(**live.session.details["place"])
    title = f"{place.profile} in {live.found.domain.name}"
    whose = {"DomainId": place.domain_id, "UserProfileName": place.profile}
    parts = [f"<header><h1>{escape(title)}</h1>{_SIGN_OUT}</header>"]
    parts.append(_shown(partial(_workspace, door, call, live, place)))
    for name, operation, member, columns in _LISTS:
        parts.append(f"<h2>{name}</h2>")
        parts.append(_shown(partial(_list, door, call, operation, member, columns, whose)))
    return pages.page(200, title, "".join(parts))


def _shown(make: Callable[[], str]) -> str:
    try:
        return make()
    except ServiceError as error:
        return pages.refused(error.message)


def _of_user(live: Live) -> Response:
    principal = live.identity.principal
    title = live.user_name or principal.session_name or f"root of {principal.account}"
    whose = pages.facts((("Principal", principal.arn), ("Session ends", _cell(live.session.expires_at))))
    bare = '<p class="quiet">This server was installed without its web page.</p>'
    return pages.page(200, title, f"<header><h1>{escape(title)}</h1>{_SIGN_OUT}</header>{whose}{bare}")


def _workspace(door: Door, call: Call, live: Live, place: Place) -> str:
    whose = {"DomainId": place.domain_id, "UserProfileName": place.profile}
    workspace = ask(door, call, "sealcanvas", "DescribeWorkspace", **whose)
    home = workspace.get("Home")
    return pages.facts(
        (
            ("Domain", f"{workspace['DomainName']} ({workspace['DomainId']})"),
            ("User profile", workspace["UserProfileName"]),
            *([("Space", place.space)] if place.space else []),
            ("Role", live.identity.principal.role_arn or ""),
            ("Key 1, for volumes and jobs", _key(workspace["AppKey"])),
            ("Key 2, for what is kept in S3", _key(workspace["StorageKey"])),
            ("Kept in", workspace["ArtifactUri"]),
            ("Home", _size(home) if home else "not opened yet"),
            ("Session ends", _cell(live.session.expires_at)),
        )
    )


def _key(key: dict[str, Any]) -> str:
    if "KeyArn" not in key:
        return "S3's own (no KMS key)"
    return f"{key['KeyArn']} (AWS managed)" if key["Managed"] else str(key["KeyArn"])


def _size(volume: dict[str, Any]) -> str:
    return f"{volume['UsedBytes']:,} bytes of {volume['QuotaBytes'] / _GIB:g} GiB used"


def _list(
    door: Door,
    call: Call,
    operation: str,
    member: str,
    columns: Sequence[tuple[str, str]],
    whose: dict[str, str],
) -> str:
    answer = ask(door, call, "sealcanvas", operation, **whose, MaxResults=_SHOWN)
    rows = [[_cell(item.get(name)) for _, name in columns] for item in answer[member]]
    more = f'<p class="quiet">The newest {_SHOWN} are shown.</p>' if "NextToken" in answer else ""
    return pages.table([title for title, _ in columns], rows) + more


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else str(value)
