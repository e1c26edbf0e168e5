"""How an AWS operation is written: one decorated function.

    kms = Service("kms", access_denied=AccessDeniedException)

    @kms.operation("Encrypt", resource=key_named("KeyId"))
    def encrypt(call: Call, key: Key, request: Request) -> Request: ...

From the decoration follow, for a stranger on the wire as for our own services calling downwards: the resource is
resolved, the principal is authorized for `kms:Encrypt` on it, the handler runs as one unit of work, and the event
is audited with its decision. The wire shape, validation and redaction come from the service model.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from sealcanvas.access.decision import Decision
from sealcanvas.access.request import Keys
from sealcanvas.audit.event import Event
from sealcanvas.service.authorize import Authorizer, authorize
from sealcanvas.service.call import Call
from sealcanvas.service.errors import AccessDenied, ServiceError
from sealcanvas.service.not_yet import NotYet
from sealcanvas.service.policy_edits import HEADER, is_policy_edit, watched
from sealcanvas.service.policy_findings import FINDINGS_HEADER, findings_header, policy_findings
from sealcanvas.service.redact import redact
from sealcanvas.service.resource import PlainResource, Resource
from sealcanvas.storage.commit_group import WouldWait
from sealcanvas.wire.model import load

# S3's model marks key ids as sensitive; which key was asked for is just what an audit trail must tell.
_KEY_IDS = frozenset({"SSEKMSKeyId"})

Request = dict[str, Any]
Resolver = Callable[[Call, Request], Any]
ConditionKeys = Callable[[Call, Any, Request], Keys]


class Handler(Protocol):
    """What a decorated function looks like: with its resource in the middle, if it names one."""

    def __call__(self, *args: Any) -> Request | None: ...


class Service:
    """A service folder's registry of operations, and its way of deciding.

    Args:
        name: as in the service model and in actions ("kms").
        access_denied: the service's own subclass of AccessDenied.
        authorizer: how a request is decided; KMS has rules of its own.
        event_source: the host in audit events, if not "<name>.amazonaws.com".
    """

    def __init__(
        self,
        name: str,
        *,
        access_denied: type[AccessDenied] = AccessDenied,
        authorizer: Authorizer = authorize,
        event_source: str = "",
    ) -> None:
        self.name = name
        self.access_denied = access_denied
        self.event_source = event_source or f"{name}.amazonaws.com"
        self.operations: dict[str, Operation] = {}
        self._authorizer = authorizer

    def operation(
        self,
        name: str,
        *,
        action: str | None = "",
        resource: Resolver | None = None,
        conditions: ConditionKeys | None = None,
        atomic: bool = True,
        version_action: str = "",
        prompt: bool = False,
    ) -> "Callable[[Handler], Operation]":
        """Register the decorated function as the operation `name`.

        Args:
            action: what the principal needs, if not "<service>:<name>"; None where the handler asks by itself
                (`service.check`), or where AWS needs no permission.
            resource: finds what the request acts on; the handler then gets it as its second argument. May raise
                the service's not-found error. Without it the action is asked on "*".
            conditions: further condition keys of the request.
            atomic: run the handler as one unit of work; False for handlers that stream.
            version_action: what the principal needs instead of `action` where the request has a VersionId.
            prompt: it takes microseconds where all that it reads is remembered, and writes nothing but its event.
        """

        def decorate(handler: Handler) -> Operation:
            operation = Operation(
                service=self,
                name=name,
                action=f"{self.name}:{name}" if action == "" else action,
                handler=handler,
                resource=resource,
                conditions=conditions,
                atomic=atomic,
                version_action=version_action,
                prompt=prompt,
            )
            if name in self.operations:
                raise ValueError(f"{self.name}.{name} is defined twice")
            self.operations[name] = operation
            return operation

        return decorate

    def decide(
        self,
        call: Call,
        action: str,
        resource: Resource,
        conditions: Keys | None = None,
    ) -> Decision:
        """Whether `call` may do `action` on `resource`; noted for the audit trail, and nothing is raised."""
        decision = self._authorizer(call, action, resource, conditions or {})
        call.journal.decisions.append(decision)
        return decision

    def check(
        self,
        call: Call,
        action: str,
        resource: Resource,
        conditions: Keys | None = None,
    ) -> Decision:
        """`decide`, and refuse.

        Raises:
            AccessDenied: the service's own, with AWS's sentence.
        """
        decision = self.decide(call, action, resource, conditions)
        if not decision.allowed:
            raise self.access_denied(decision)
        return decision


@dataclass(frozen=True)
class Operation:
    """One operation, called the same way by the dispatcher and by the services above."""

    service: Service
    name: str
    action: str | None
    handler: Handler
    resource: Resolver | None
    conditions: ConditionKeys | None
    atomic: bool
    version_action: str = ""
    prompt: bool = False

    def __call__(self, call: Call, request: Request | None = None) -> Request:
        """Authorize, carry out and audit.

        Args:
            request: the parameters by their wire names, valid by the service model.

        Raises:
            ServiceError: the operation's own errors; AccessDenied where a policy says no.
            NotYet: it is to be called again later.
        """
        request = request or {}
        outermost = not call.journal.events
        event = call.event(self.service.event_source, self.name)
        event.parameters = redact(request, self.sensitive)
        first_event = len(call.journal.events)
        call.journal.events.append(event)
        first_decision = len(call.journal.decisions)
        database = call.instance.database
        # A streaming handler commits each of its units by itself: a slow client must not hold up the others. Once the
        # stream is over it may `defer_rest`, so that its work and the record of it become durable as one.
        with database.deferred() if self.atomic else database.deferrable():
            try:
                with database.transaction() if self.atomic else nullcontext():
                    return self._carry_out(call, event, request)
            except NotYet:
                call.journal.events.remove(event)
                raise
            except WouldWait:  # the calls that it made are made once more as well
                del call.journal.events[first_event:]
                raise
            except ServiceError as error:
                event.error_code, event.error_message = error.code, error.audited
                raise
            except BaseException as error:
                event.error_code, event.error_message = "InternalFailure", type(error).__name__
                raise
            finally:
                if not event.error_code:
                    event.findings = policy_findings(call, event, self.service.name, request)
                event.decisions = [d.to_dict() for d in call.journal.decisions[first_decision:]]
                if outermost and call.journal.events:
                    if told := findings_header(call.journal.events):
                        call.journal.headers[FINDINGS_HEADER] = told
                    call.instance.trail.record(call.journal.events)
                    call.journal.events.clear()
                    call.journal.decisions.clear()

    @cached_property
    def edits_policy(self) -> bool:
        """Whether it edits policies: the account's policy tests are then asked before and after it."""
        return is_policy_edit(self.service.name, self.name)

    @cached_property
    def sensitive(self) -> frozenset[str]:
        """The dotted paths of members that must not be written down, nor a hash of them."""
        found = load(self.service.name).operations[self.name].sensitive_members
        return (found - _KEY_IDS) | {f"{path}MD5" for path in found}

    def _carry_out(self, call: Call, event: Event, request: Request) -> Request:
        if self.resource is None:
            target: Any = PlainResource("*", call.account)
        else:
            target = self.resource(call, request)
            event.resources.append(target.arn)
        if self.action is not None:
            keys = self.conditions(call, target, request) if self.conditions else None
            named = bool(self.version_action) and request.get("VersionId") is not None
            self.service.check(call, self.version_action if named else self.action, target, keys)
        arguments = (call, request) if self.resource is None else (call, target, request)
        if not self.edits_policy or call.principal.account != target.account:
            return self.handler(*arguments) or {}
        watch, service = call.instance.edit_watch, self.service.name
        answer, told = watched(watch, service, target.account, target.arn, event, lambda: self.handler(*arguments))
        if told:
            call.journal.headers[HEADER] = told
        return answer or {}
