"""What answers say of the end that an object or an upload will come to."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.lifecycle.rule import abortion, ending
from sealcanvas.s3.lifecycle.rules_of import rules_of
from sealcanvas.s3.record import ObjectRecord
from sealcanvas.service.instance import Instance


def expiration_of(instance: Instance, bucket: Bucket, record: ObjectRecord) -> dict[str, str]:
    """The member `Expiration` (x-amz-expiration) of answers about a current version; nothing where no rule ends it."""
    if not record.current:
        return {}
    tags: Mapping[str, str] = record.tags
    found = ending(rules_of(instance, bucket), record.key, record.size, tags, record.modified_at)
    if found is None:
        return {}
    at, rule_id = found
    return {"Expiration": f'expiry-date="{format_datetime(at, usegmt=True)}", rule-id="{quote(rule_id, safe="")}"'}


def abort_of(instance: Instance, bucket: Bucket, key: str, begun_at: datetime) -> dict[str, Any]:
    """The members `AbortDate` and `AbortRuleId` of answers about an upload; nothing where no rule ends it."""
    found = abortion(rules_of(instance, bucket), key, begun_at)
    return {} if found is None else {"AbortDate": found[0], "AbortRuleId": quote(found[1], safe="")}
