"""Door A: AWS's protocols over HTTP, from bytes to an operation and back.

authenticate -> parse -> validate -> (authorize -> handler -> audit, in `service.operation`) -> serialize
"""

import errno
import hashlib
import hmac
import logging
from dataclasses import dataclass, replace
from typing import Any

from sealcanvas.access.principal import ANONYMOUS
from sealcanvas.jobs.faults import place_of
from sealcanvas.server import refusals
from sealcanvas.server.refused import refused_decision
from sealcanvas.server.registry import services
from sealcanvas.service import operation as service_operation
from sealcanvas.service.body import Body, Stream
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.storage.commit_group import CommitFailed
from sealcanvas.sts.authenticate import (
    ExpiredToken,
    Identity,
    InactiveAccessKey,
    InvalidToken,
    UnknownAccessKey,
    authenticate,
)
from sealcanvas.wire import checksums, route_s3, sigv4
from sealcanvas.wire import parse as wire_parse
from sealcanvas.wire import serialize as wire_serialize
from sealcanvas.wire.credential import ALGORITHM
from sealcanvas.wire.document_checksums import check_document
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request, Response
from sealcanvas.wire.model import Operation, ServiceModel
from sealcanvas.wire.route import service_of
from sealcanvas.wire.validate import validate

log = logging.getLogger("sealcanvas.server")

DECISION_ID = "x-sealcanvas-decision-id"
"""The header of every error behind which a policy refused: what `sealcanvas why` and ExplainDecision take. *Ours.*"""

_SMALL = 256 << 10  # bytes of a stream that is an answer at once
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, and the stream that follows its headers, if it has one."""

    response: Response
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request whose signature holds."""

    call: Call
    signing: sigv4.SigningKey | None


class Door:
    """Turns requests into operations of one instance."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    @property
    def instance(self) -> Instance:
        """Whose operations these are."""
        return self._instance

    def admit(self, request: Request, operation: Operation, request_id: str) -> Admitted:
        """Find out who asks, and check the signature over everything but a streamed payload.

        Raises:
            WireError: the key is unknown, the session is over, or the signature does not match.
        """
        credential = None if operation.unsigned else sigv4.credential(request)
        protocol = operation.service.protocol
        if credential is None:
            if protocol != "rest-xml" and not operation.unsigned:
                raise refusals.unsigned(protocol)
            return Admitted(self.call_of(request, request_id, None, "", self._instance.region), None)
        identity = self.identify(credential, operation)
        stated = sigv4.content_hash(request, credential)
        signing = sigv4.verify(request, credential, identity.secret.reveal(), stated, self._instance.clock())
        if not operation.streaming_input and protocol == "rest-xml":  # the others' hash was computed, not stated
            _check_payload(request, stated)
        call = self.call_of(request, request_id, identity, credential.access_key, credential.region)
        return Admitted(call, signing)

    def identify(self, credential: sigv4.Credential, operation: Operation) -> Identity:
        """Whose credential it is; nothing is proven yet.

        Raises:
            WireError: the key is unknown, or its session is over.
        """
        protocol = operation.service.protocol
        try:
            identity = authenticate(self._instance, credential.access_key, credential.session_token)
            identity.check_service(operation.service.name)
            return identity
        except (UnknownAccessKey, InactiveAccessKey):
            raise refusals.unknown_key(protocol, credential.access_key) from None
        except ExpiredToken:
            raise refusals.expired_token(protocol) from None
        except InvalidToken:
            raise refusals.invalid_token(protocol) from None

    def call_of(
        self,
        request: Request,
        request_id: str,
        identity: Identity | None,
        access_key: str,
        region: str,
        *,
        signed: bool = True,
    ) -> Call:
        """The call that a request makes.

        Args:
            identity: who makes it; None for a stranger.
            signed: whether the request itself was, as at this door.
        """
        context: dict[str, str | tuple[str, ...]] = {
            "aws:SecureTransport": "false" if request.scheme == "http" else "true",
            "aws:SourceIp": request.source_ip,
        }
        if identity is not None and signed:
            # What S3's policies may demand of a signature; SigV4 is the only one that is taken.
            context["s3:signatureversion"] = ALGORITHM
            presigned = "X-Amz-Signature=" in request.query
            context["s3:authType"] = "REST-QUERY-STRING" if presigned else "REST-HEADER"
        if request.headers.get("referer"):
            context["aws:Referer"] = request.headers["referer"]
        if identity is not None:
            context.update(identity.context)
        return Call(
            instance=self._instance,
            principal=identity.principal if identity else ANONYMOUS,
            request_id=request_id,
            region=region,
            via=identity.via if identity else (),
            session_policies=identity.session_policies if identity else None,
            context=context,
            purpose=identity.purpose if identity else "",
            access_key=access_key,
            user_agent=request.headers.get("user-agent", ""),
            source_ip=request.source_ip,
        )

    def carry_out(self, request: Request, operation: Operation, call: Call, body: Body | None) -> Answer:
        """Parse, validate, do and serialise one admitted request.

        Raises:
            WireError, ServiceError: refusals, to be worded by `refuse`.
        """
        if body is None and operation.service.protocol == "rest-xml":
            check_document(operation, request)
        parameters = wire_parse.parse(operation, request)
        validate(operation, parameters)
        if body is not None:
            parameters["Body"] = body
            stated = checksums.stated(route_s3.headers(request))
            if stated is not None:  # a client may announce a checksum by its header or trailer alone
                parameters.setdefault("ChecksumAlgorithm", stated[0])
        result = _handler(operation)(call, parameters)
        stream = result.pop("Body", None) if operation.streaming_output else None
        response = wire_serialize.serialize(operation, result, call.request_id)
        response.headers.update(call.journal.headers)
        if stream is not None and _is_small(response):
            response, stream = replace(response, body=_read_whole(stream)), None
        return Answer(response, stream)

    def is_prompt(self, operation: Operation) -> bool:
        """Whether it may be tried where the request came in."""
        return _handler(operation).prompt

    def perform(self, operation: Operation, parameters: dict[str, Any], call: Call) -> dict[str, Any]:
        """Hold parameters to their model and carry the operation out: for what comes in by another door.

        Raises:
            WireError, ServiceError: refusals, to be worded by `refuse`.
        """
        validate(operation, parameters)
        return _handler(operation)(call, parameters)

    def refuse(
        self,
        error: Exception,
        request: Request,
        request_id: str,
        operation: Operation | None = None,
        manner: ServiceModel | None = None,
    ) -> Answer:
        """AWS's wording of what went wrong; an unexpected exception is logged by type and answered as our fault.

        Args:
            manner: the service in whose manner it is worded, if not the operation's.
        """
        service = manner or (operation.service if operation else service_of(request))
        if isinstance(error, WireError | ServiceError):
            code, message, members = error.code, error.message, error.members
            status = _modelled_status(operation, code, error.status)
        else:
            log.error("request %s failed: %s", request_id, place_of(error))
            code, message, status, members = _our_fault(service, error)
        response = wire_serialize.serialize_error(service, code, message, status, members, request_id, request.path)
        if isinstance(error, ServiceError):
            response.headers.update(error.headers)
        if refused_decision(error) is not None:
            response.headers[DECISION_ID] = request_id
        return Answer(response)


def _is_small(response: Response) -> bool:
    length = response.headers.get("content-length") or response.headers.get("Content-Length")
    return length is not None and int(length) <= _SMALL


def _read_whole(stream: Stream) -> bytes:
    """What a stream gives, here and now: no thread has to come back for it, and damage is an answer of its own."""
    try:
        return b"".join(stream)
    finally:
        stream.close()


def _handler(operation: Operation) -> service_operation.Operation:
    return services()[operation.service.name].operations[operation.name]


def _modelled_status(operation: Operation | None, code: str, status: int) -> int:
    """Where the service model gives an error's HTTP status, it is the one that holds."""
    return operation.error_status.get(code, status) if operation else status


def _our_fault(service: ServiceModel, error: Exception) -> tuple[str, str, int, dict[str, Any]]:
    full = isinstance(error, CommitFailed) or (isinstance(error, OSError) and error.errno in _NO_SPACE)
    if service.protocol == "rest-xml":
        if full:
            return "ServiceUnavailable", "Service is unable to handle request.", 503, {}
        return "InternalError", "We encountered an internal error. Please try again.", 500, {}
    text = "The request processing has failed because of an unknown error, exception or failure."
    return "InternalFailure", text, 500, {}


def _check_payload(request: Request, stated: str) -> None:
    """Hold a payload that is in memory to the hash that was signed."""
    if stated == sigv4.UNSIGNED:
        return
    computed = hashlib.sha256(request.body).hexdigest()
    if not hmac.compare_digest(computed, stated):
        raise sigv4.hash_mismatch(stated, computed)
