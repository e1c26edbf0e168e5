"""What a provider has several of: client ids, thumbprints, tags."""

from typing import Any

from sqlalchemy import update

from sealcanvas.iam.errors import LimitExceeded
from sealcanvas.iam.oidc_providers import OidcProvider
from sealcanvas.iam.oidc_targets import on_provider, provider_or_refuse
from sealcanvas.iam.operations_oidc_providers import read_thumbprints
from sealcanvas.iam.paging import Page
from sealcanvas.iam.quotas import OIDC_CLIENT_IDS
from sealcanvas.iam.tables import oidc_providers
from sealcanvas.iam.tags import drop_tags, merge_tags, read_tags, tag_conditions, wire_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

Target = OidcProvider | PlainResource


@on_provider("AddClientIDToOpenIDConnectProvider")
def add_client_id_to_open_id_connect_provider(call: Call, target: Target, request: Request) -> None:
    """Let tokens be made for one more audience; one that is there already is no fault."""
    provider = provider_or_refuse(call, target)
    client_ids = list(dict.fromkeys((*provider.client_ids, request["ClientID"])))
    if len(client_ids) > OIDC_CLIENT_IDS:
        raise LimitExceeded(f"Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {OIDC_CLIENT_IDS}")
    _store(call, provider, client_ids=client_ids)


@on_provider("RemoveClientIDFromOpenIDConnectProvider")
def remove_client_id_from_open_id_connect_provider(call: Call, target: Target, request: Request) -> None:
    """Let tokens be made for one audience less; one that is not there is no fault."""
    provider = provider_or_refuse(call, target)
    _store(call, provider, client_ids=[each for each in provider.client_ids if each != request["ClientID"]])


@on_provider("UpdateOpenIDConnectProviderThumbprint")
def update_open_id_connect_provider_thumbprint(call: Call, target: Target, request: Request) -> None:
    """Replace all thumbprints."""
    _store(call, provider_or_refuse(call, target), thumbprints=read_thumbprints(request["ThumbprintList"]))


@on_provider("TagOpenIDConnectProvider", lambda _call, _target, request: tag_conditions(request["Tags"]))
def tag_open_id_connect_provider(call: Call, target: Target, request: Request) -> None:
    """Set tags beside those that are there."""
    provider = provider_or_refuse(call, target)
    _store(call, provider, tags=merge_tags(provider.tags, read_tags(request["Tags"])))


@on_provider("UntagOpenIDConnectProvider", lambda _call, _target, request: {"aws:TagKeys": tuple(request["TagKeys"])})
def untag_open_id_connect_provider(call: Call, target: Target, request: Request) -> None:
    """Remove tags; keys that are not there are no fault."""
    provider = provider_or_refuse(call, target)
    _store(call, provider, tags=drop_tags(provider.tags, request["TagKeys"]))


@on_provider("ListOpenIDConnectProviderTags")
def list_open_id_connect_provider_tags(call: Call, target: Target, request: Request) -> Request:
    """The tags by key."""
    provider = provider_or_refuse(call, target)
    keys, more = Page(request).of(provider.tags, str)
    return {"Tags": wire_tags({key: provider.tags[key] for key in keys}), **more}


def _store(call: Call, provider: OidcProvider, **values: Any) -> None:
    ours = oidc_providers.c.account == provider.account, oidc_providers.c.name == provider.name
    with call.instance.database.transaction() as connection:
        connection.execute(update(oidc_providers).where(*ours).values(**values))
