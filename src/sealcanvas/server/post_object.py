"""POST Object: an upload by an HTML form, carried out as the PutObject that it says (docs/s3-post.md)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote, urlencode

from sealcanvas.access.principal import ANONYMOUS
from sealcanvas.s3.errors import EntityTooLarge, EntityTooSmall
from sealcanvas.server.door import Answer, Door
from sealcanvas.server.payload import PayloadRefused
from sealcanvas.server.post_answer import post_answer
from sealcanvas.service.call import Call
from sealcanvas.wire import route_s3, xmltree
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import Operation, load
from sealcanvas.wire.post.form import Form, read_form
from sealcanvas.wire.post.policy import Policy
from sealcanvas.wire.post.signature import form_credential, required, verify_form

_HEADERS = frozenset(
    {
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-md5",
        "content-type",
        "expires",
    }
)
_OF_THE_FORM = frozenset(
    {"x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "x-amz-security-token", "x-amz-tagging"}
)


def is_post_object(request: Request) -> bool:
    """Whether a request is a form for a bucket: everything else that is posted to one says what it is, or is signed."""
    if request.method != "POST" or request.query or {"authorization", "x-amz-target"} & request.headers.keys():
        return False
    where = route_s3.address(request)
    return where.bucket is not None and where.key is None


def put_object_model() -> Operation:
    """The operation that a form is carried out as."""
    return load("s3").operations["PutObject"]


def post_object(door: Door, request: Request, request_id: str, parts: Iterable[bytes], waited: float) -> Answer:
    """Read a form, prove who signed it, hold it against its policy, and store its file.

    Args:
        parts: the request's body as it arrives.

    Raises:
        WireError, ServiceError: refusals, to be worded by the door.
    """
    if not request.headers.get("content-length", "").isdigit():
        raise WireError("MissingContentLength", "You must provide the Content-Length HTTP header.", 411)
    bucket = route_s3.address(request).bucket or ""
    form = read_form(request.headers.get("content-type", ""), parts).with_filename()
    key = required("key", form.fields)
    call, policy = _admit(door, request, request_id, form, bucket)
    put = replace(
        request,
        method="PUT",
        path=f"/{quote(bucket, safe='')}/{quote(key)}",
        headers=_headers(form.fields),
        host=route_s3.DOMAINS[-1],
    )
    body = PostBody(form.file, policy.sizes if policy else None)
    answer = door.carry_out(put, put_object_model(), replace(call, waited=waited), body)
    return Answer(post_answer(request, form.fields, bucket, key, answer.response))


class PostBody:
    """The file of a form.

    Args:
        file: its bytes as they arrive.
        sizes: the least and the most of them that the policy allows.
    """

    def __init__(self, file: Iterator[bytes], sizes: tuple[int, int] | None) -> None:
        self._file = file
        self._sizes = sizes
        self.length: int | None = None
        self.trailers: Mapping[str, str] = {}

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        try:
            for piece in self._file:
                size += len(piece)
                if self._sizes is not None and size > self._sizes[1]:
                    raise EntityTooLarge(ProposedSize=str(size), MaxSizeAllowed=str(self._sizes[1]))
                yield piece
        except WireError as error:
            raise PayloadRefused(error) from None
        if self._sizes is not None and size < self._sizes[0]:
            raise EntityTooSmall(ProposedSize=str(size), MinSizeAllowed=str(self._sizes[0]))


def _admit(door: Door, request: Request, request_id: str, form: Form, bucket: str) -> tuple[Call, Policy | None]:
    claimed = form_credential(form.fields)
    if claimed is None:
        # A policy that nobody signed says nothing: what the bucket's policy allows to everybody decides.
        region = door.instance.region
        return door.call_of(request, request_id, None, "", region), None
    identity = door.identify(claimed, put_object_model())
    now = door.instance.clock()
    verify_form(form.fields["policy"], claimed, identity.secret.reveal(), now)
    policy = Policy.parse(form.fields["policy"])
    policy.check(bucket, form.fields, form.names, now)
    call = door.call_of(request, request_id, identity, claimed.access_key, claimed.region)
    if call.principal != ANONYMOUS:
        call = replace(call, context={**call.context, "s3:authType": "POST"})
    return call, policy


def _headers(fields: Mapping[str, str]) -> dict[str, str]:
    """The headers of the PutObject that a form says; as on the wire, where text is bytes, one character each."""
    found = {
        name: value
        for name, value in fields.items()
        if name in _HEADERS or (name.startswith("x-amz-") and name not in _OF_THE_FORM)
    }
    if "x-amz-checksum-algorithm" in fields:  # a form's name for it
        found["x-amz-sdk-checksum-algorithm"] = fields["x-amz-checksum-algorithm"]
    if "acl" in fields:
        found["x-amz-acl"] = fields["acl"]
    tags = _tags(fields["tagging"]) if "tagging" in fields else []
    if tags:
        found["x-amz-tagging"] = urlencode(tags)
    return {name: value.encode("utf-8").decode("latin-1") for name, value in found.items()}


def _tags(text: str) -> list[tuple[str, str]]:
    """Tags in the form of PutObjectTagging's document; S3 takes another document for none."""
    root = xmltree.read(text.encode("utf-8"))
    tag_set = root.child("TagSet") if root.name == "Tagging" else None
    found = []
    for tag in tag_set.children if tag_set is not None else ():
        key, value = tag.child("Key"), tag.child("Value")
        if tag.name != "Tag" or key is None or value is None:
            raise xmltree.malformed()
        found.append((key.text, value.text))
    return found
