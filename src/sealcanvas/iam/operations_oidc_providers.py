"""CreateOpenIDConnectProvider, GetOpenIDConnectProvider, ListOpenIDConnectProviders, DeleteOpenIDConnectProvider."""

import re
from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select

from sealcanvas.iam.errors import EntityAlreadyExists, InvalidInput, LimitExceeded, OpenIdIdpCommunicationError
from sealcanvas.iam.oidc_fetch import Unreachable, top_thumbprint
from sealcanvas.iam.oidc_providers import OidcProvider, provider_arn, provider_named
from sealcanvas.iam.oidc_targets import on_provider, provider_or_refuse
from sealcanvas.iam.oidc_url import OidcUrl
from sealcanvas.iam.quotas import OIDC_CLIENT_IDS, OIDC_PROVIDERS, OIDC_THUMBPRINTS
from sealcanvas.iam.service import iam
from sealcanvas.iam.tables import oidc_providers
from sealcanvas.iam.tags import read_tags, tag_conditions, wire_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_SHA1 = re.compile(r"[0-9a-fA-F]{40}", re.ASCII)


def _to_be(call: Call, request: Request) -> PlainResource:
    return PlainResource(provider_arn(call.account, OidcUrl.parse(request["Url"]).name), call.account)


# Not atomic: the provider's server is asked for its certificate, and nobody else may wait for that.
@iam.operation(
    "CreateOpenIDConnectProvider",
    resource=_to_be,
    conditions=lambda _call, _target, request: tag_conditions(request.get("Tags", ())),
    atomic=False,
)
def create_open_id_connect_provider(call: Call, target: PlainResource, request: Request) -> Request:
    """Register a provider; without thumbprints, that of the top certificate which its server sends now."""
    url, tags = OidcUrl.parse(request["Url"]), read_tags(request.get("Tags", ()))
    if tags:
        iam.check(call, "iam:TagOpenIDConnectProvider", target, tag_conditions(request["Tags"]))
    client_ids = list(dict.fromkeys(request.get("ClientIDList", ())))
    if len(client_ids) > OIDC_CLIENT_IDS:
        raise LimitExceeded(f"Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {OIDC_CLIENT_IDS}")
    thumbprints = read_thumbprints(request.get("ThumbprintList", ()))
    _check_new(call, url)
    if not thumbprints and url.text.startswith("https:"):
        thumbprints = [_retrieved(url)]
    with call.instance.database.transaction() as connection:
        _check_new(call, url)
        connection.execute(
            insert(oidc_providers).values(
                account=call.account,
                name=url.name,
                url=url.text,
                client_ids=client_ids,
                thumbprints=thumbprints,
                tags=tags,
                created_at=call.instance.clock(),
            )
        )
    answer: Request = {"OpenIDConnectProviderArn": target.arn}
    return answer | ({"Tags": wire_tags(tags)} if tags else {})


@on_provider("GetOpenIDConnectProvider")
def get_open_id_connect_provider(call: Call, target: OidcProvider | PlainResource, _request: Request) -> Request:
    """The provider; its URL is shown without the scheme, as AWS shows it."""
    provider = provider_or_refuse(call, target)
    return {
        "Url": provider.name,
        "ClientIDList": list(provider.client_ids),
        "ThumbprintList": list(provider.thumbprints),
        "CreateDate": provider.created_at,
        "Tags": wire_tags(provider.tags),
    }


@iam.operation("ListOpenIDConnectProviders")
def list_open_id_connect_providers(call: Call, _request: Request) -> Request:
    """The ARNs of the account's providers."""
    query = select(oidc_providers.c.name).where(oidc_providers.c.account == call.account)
    with call.instance.database.read() as connection:
        names = connection.execute(query.order_by(oidc_providers.c.name)).scalars().all()
    return {"OpenIDConnectProviderList": [{"Arn": provider_arn(call.account, name)} for name in names]}


@on_provider("DeleteOpenIDConnectProvider")
def delete_open_id_connect_provider(call: Call, target: OidcProvider | PlainResource, _request: Request) -> None:
    """Forget the provider; one that is not there is no fault, and roles that name it stay as they are."""
    if isinstance(target, OidcProvider):
        ours = oidc_providers.c.account == target.account, oidc_providers.c.name == target.name
        with call.instance.database.transaction() as connection:
            connection.execute(delete(oidc_providers).where(*ours))


def read_thumbprints(given: Sequence[str]) -> list[str]:
    """The thumbprints of a request; raises InvalidInput for more than five, or for what is no SHA-1."""
    if len(given) > OIDC_THUMBPRINTS:
        raise InvalidInput("Thumbprint list must contain fewer than 5 entries.")
    if any(not _SHA1.fullmatch(each) for each in given):
        raise InvalidInput("A thumbprint must be the 40 hexadecimal digits of a SHA-1.")
    return list(dict.fromkeys(each.lower() for each in given))


def _check_new(call: Call, url: OidcUrl) -> None:
    if provider_named(call.instance, call.account, url.name) is not None:
        raise EntityAlreadyExists(f"Provider with url {url.text} already exists.")
    count = select(func.count()).where(oidc_providers.c.account == call.account)
    with call.instance.database.read() as connection:
        if connection.execute(count).scalar_one() >= OIDC_PROVIDERS:
            raise LimitExceeded(f"Cannot exceed quota for OpenIdConnectProvidersPerAccount: {OIDC_PROVIDERS}")


def _retrieved(url: OidcUrl) -> str:
    try:
        return top_thumbprint(url.text)
    except Unreachable:
        raise OpenIdIdpCommunicationError(
            f"The certificate of {url.text} could not be retrieved: it cannot be reached. Give its thumbprint."
        ) from None
