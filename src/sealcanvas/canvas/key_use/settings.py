"""Who is set to use a key from now on: domains, user profiles and buckets of the account."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select

from sealcanvas.canvas.key_use.use import KeyUse
from sealcanvas.s3.tables import buckets
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.workspace.domains.domain import id_of
from sealcanvas.service.call import Call


def setting_uses(call: Call, names: Collection[str]) -> Iterator[KeyUse]:
    """The uses.

    Args:
        names: all that the key is called by: ARN, id, aliases and their ARNs.
    """
    for domain in stored.of_kind(call, "domain"):
        domain_id = id_of(domain.arn)
        if {domain.details.get("app_key"), domain.details.get("storage_key")} & set(names):
            yield KeyUse("Domain", domain.arn, domain.name, domain_id)
        for profile in stored.of_domain(call.instance, domain_id, "user-profile"):
            if profile.details.get("storage_key") in names:
                yield KeyUse("UserProfile", profile.arn, profile.name, domain_id)
    with call.instance.database.read() as connection:
        own = select(buckets.c.name, buckets.c.encryption).where(buckets.c.account == call.account)
        rows = connection.execute(own).all()
    for row in rows:
        if mentions(row.encryption, names):
            yield KeyUse("BucketDefault", f"arn:aws:s3:::{row.name}", row.name)


def mentions(value: Any, names: Collection[str]) -> bool:
    """Whether a JSON value has one of the names as a text somewhere in it."""
    if isinstance(value, dict):
        return any(mentions(each, names) for each in value.values())
    if isinstance(value, list):
        return any(mentions(each, names) for each in value)
    return isinstance(value, str) and value in names
