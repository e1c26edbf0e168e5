"""A bucket as operations and decisions see it, and how a request finds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.iam.pinned_principals import current_policy, says_the_same
from sealcanvas.s3.errors import NoSuchBucket, Refused
from sealcanvas.s3.settings.public_access import public_access
from sealcanvas.s3.settings.public_policy import for_outsiders
from sealcanvas.s3.tables import buckets
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.storage.remembered import remembered

BUCKET_ARN = "arn:aws:s3:::"
"""With a bucket's name behind it, the ARN of the bucket; with / and a key behind that, of an object."""

_NO_TAGS: Mapping[str, str] = {}
_BUCKET = select(buckets).where(buckets.c.name == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket, as it stood when it was looked up.

    Attributes:
        policy_text: the bucket policy, or None.
        policy_ids: the unique ids that the policy's users and roles had when it was put.
        encryption: the default encryption's rule as it was put, or None.
        bucket_tags: the tag set, or None.
        versioning: "Enabled", "Suspended", or "" where it was never set.
        tags: empty: AWS does not let a bucket's tags decide unless that is switched on.
        settings: by their names, as `s3.settings.bucket_settings` reads and writes them.
        outsider: whether it was looked up for somebody whom RestrictPublicBuckets keeps out: no service, and not of
            the bucket's account.
    """

    bucket_id: str
    name: str
    account: str
    region: str
    created_at: datetime
    policy_text: str | None
    encryption: dict[str, Any] | None
    bucket_tags: dict[str, str] | None
    stamp: str
    versioning: str = ""
    policy_ids: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=lambda: _NO_TAGS)
    settings: Mapping[str, Any] = field(default_factory=dict)
    outsider: bool = False

    @property
    def arn(self) -> str:
        """The bucket's ARN, without region and account."""
        return BUCKET_ARN + self.name

    @property
    def policy(self) -> NamedPolicy | None:
        """The bucket policy, compiled, as it is for whom the bucket was looked up."""
        if self.policy_text is None:
            return None
        document = self.as_met(PolicyDocument.parse(self.policy_text, "bucket"))
        return NamedPolicy(f"bucket policy of {self.name}", document, self.arn)

    def as_met(self, document: PolicyDocument) -> PolicyDocument:
        """What is left of a policy of this bucket for whom it was looked up (RestrictPublicBuckets)."""
        if self.outsider and public_access(self.settings).restrict_buckets:
            return for_outsiders(document)
        return document


def find_bucket(call: Call, name: str, expected_owner: str | None = None) -> Bucket:
    """The bucket of that name, whoever owns it, with its policy as it is for the caller.

    A caller who was made anew under an ARN that the policy names is not the principal that it names; one that has
    another name since then is.

    Raises:
        NoSuchBucket: there is none.
        Refused: it belongs to another account than `expected_owner`.
    """
    bucket = _known(call.instance, name)
    if bucket is None:
        raise NoSuchBucket(BucketName=name)
    if expected_owner and expected_owner != bucket.account:
        raise Refused
    principal = call.principal
    if principal.kind != "service" and principal.account != bucket.account:
        bucket = replace(bucket, outsider=True)
    unique_id = principal.role_id or principal.principal_id
    if bucket.policy_text is not None and not says_the_same(bucket.policy_ids, principal.stable_arn, unique_id):
        return replace(bucket, policy_text=current_policy(call.instance, bucket.policy_text, bucket.policy_ids))
    return bucket


@remembered(buckets)
def _known(instance: Instance, name: str) -> Bucket | None:
    """The bucket of that name, but for its `stamp`, which may be an earlier one."""
    with instance.database.read() as connection:
        return read_bucket(connection, name)


def bucket_in(arn: str) -> str:
    """The name of the bucket in its ARN, or in that of an object; "" if it is the ARN of neither."""
    return arn.removeprefix(BUCKET_ARN).partition("/")[0] if arn.startswith(BUCKET_ARN) else ""


def bucket_of_arn(call: Call, arn: str) -> Bucket | None:
    """The bucket with that ARN, or with the object of that ARN, as `find_bucket`; None if there is none."""
    try:
        return find_bucket(call, bucket_in(arn))
    except NoSuchBucket:
        return None


def read_bucket(connection: Connection, name: str) -> Bucket | None:
    """The bucket of that name as `connection` sees it, or None."""
    row = connection.execute(_BUCKET, {"wanted": name}).one_or_none()
    return None if row is None else to_bucket(row)


def bucket_now(connection: Connection, bucket: Bucket) -> Bucket:
    """The bucket as `connection` sees it, for who looked it up before.

    Raises:
        NoSuchBucket: it was deleted; one that was made meanwhile under its name is another, maybe somebody else's.
    """
    found = read_bucket(connection, bucket.name)
    if found is None or found.bucket_id != bucket.bucket_id:
        raise NoSuchBucket(BucketName=bucket.name)
    return found


def to_bucket(row: Row[Any]) -> Bucket:
    """The bucket that a row of `s3_buckets` holds."""
    return Bucket(
        bucket_id=row.bucket_id,
        name=row.name,
        account=row.account,
        region=row.region,
        created_at=row.created_at,
        policy_text=row.policy,
        encryption=row.encryption,
        bucket_tags=row.tags,
        stamp=row.stamp,
        versioning=row.versioning or "",
        policy_ids=row.policy_ids or {},
        settings=row.settings or {},
    )


def bucket_named(call: Call, request: Request) -> Bucket:
    """The resolver of operations on a bucket."""
    return find_bucket(call, request["Bucket"], request.get("ExpectedBucketOwner"))


def to_kms(call: Call, bucket: Bucket) -> Call:
    """The caller's own call, passed on by S3 in the bucket's region."""
    return replace(call, region=bucket.region).through("s3")
