"""One request on its way through the services, always with the principal that it is made for."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sealcanvas.access.context import PRINCIPAL_TYPES
from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import Keys
from sealcanvas.audit.event import Event
from sealcanvas.service.instance import Instance

Context = Mapping[str, str | tuple[str, ...]]


@dataclass(slots=True)
class Journal:
    """What one outermost call leaves for the audit trail, written when it ends, whatever became of its work.

    `headers` are further ones of the response, for whoever asked over the wire.
    """

    events: list[Event] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks, from where, through which services; handed to every operation and passed on downwards.

    Attributes:
        request_id: a UUID; also the id of the decision, if one refuses the call.
        via: services that pass this call on for the principal, outermost first ("s3.us-east-1.amazonaws.com");
            it becomes `aws:CalledVia`, and its last entry `kms:ViaService`.
        session_policies: the policies that narrow a role session, or None.
        context: global condition keys that the request carries (`aws:SourceIp`, `aws:SecureTransport`,
            `aws:SourceArn`, ...).
        purpose: for whom the work is done, for the audit trail (a job's, dataset's or domain's ARN).
        hangs_on: id of the access key that began the console session which asks, or "".
        waited: for how many seconds the request was parked already (`service.not_yet`).
    """

    instance: Instance
    principal: Principal
    request_id: str
    region: str
    via: tuple[str, ...] = ()
    session_policies: tuple[NamedPolicy, ...] | None = None
    context: Context = field(default_factory=dict)
    purpose: str = ""
    access_key: str = ""
    hangs_on: str = ""
    user_agent: str = ""
    source_ip: str = ""
    waited: float = 0.0
    journal: Journal = field(default_factory=Journal)

    @property
    def account(self) -> str:
        """The account whose resources a bare name means: the principal's own.

        Of a service, the account that it works for; ours for a stranger.
        """
        if self.principal.account:
            return self.principal.account
        source = self.context.get("aws:SourceAccount") if self.principal.kind == "service" else None
        return source if isinstance(source, str) and source else self.instance.account

    def through(self, service: str) -> "Call":
        """The same principal's call, passed on by `service` ("s3"): KMS and policies see the way it came."""
        return replace(self, via=(*self.via, f"{service}.{self.region}.amazonaws.com"))

    def event(self, source: str, name: str) -> Event:
        """The beginning of an audit event for an operation of this call."""
        return Event(
            request_id=self.request_id,
            time=self.instance.clock(),
            source=source,
            name=name,
            region=self.region,
            account=self.account,
            user_identity=self._user_identity(),
            source_ip=self.source_ip,
            user_agent=self.user_agent,
            via=self.via,
            purpose=self.purpose,
        )

    def _user_identity(self) -> dict[str, str]:
        principal = self.principal
        if principal.kind == "anonymous":
            return {"type": "Anonymous"}
        if principal.kind == "service":
            return {"type": "AWSService", "invokedBy": principal.service or ""}
        if principal.kind == "web-identity":
            return {
                "type": "WebIdentityUser",
                "principalId": principal.arn,
                "userName": principal.principal_id,
                "identityProvider": principal.provider or "",
            }
        identity = {
            "type": _IDENTITY_TYPES[principal.kind],
            "principalId": principal.principal_id,
            "arn": principal.arn,
            "accountId": principal.account,
            "accessKeyId": self.access_key,
        }
        if principal.user_name:
            identity["userName"] = principal.user_name
        if self.via:
            identity["invokedBy"] = self.via[-1]
        return identity

    def conditions(self) -> Keys:
        """The global condition keys of this call."""
        principal = self.principal
        keys: Keys = {
            "aws:CurrentTime": self.instance.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "aws:EpochTime": str(int(self.instance.clock().timestamp())),
            "aws:RequestedRegion": self.region,
            "aws:ViaAWSService": "true" if self.via else "false",
            "aws:PrincipalType": PRINCIPAL_TYPES[principal.kind],
        }
        if principal.account:
            keys["aws:PrincipalArn"] = principal.role_arn or principal.arn
            keys["aws:PrincipalAccount"] = principal.account
            keys["aws:userid"] = principal.principal_id
            keys.update({f"aws:PrincipalTag/{name}": value for name, value in principal.tags.items()})
        if principal.kind not in ("anonymous", "web-identity"):  # a request that nobody signed does not say
            keys["aws:PrincipalIsAWSService"] = "true" if principal.kind == "service" else "false"
        if principal.kind == "service" and principal.service:
            keys["aws:PrincipalServiceName"] = principal.service
        if principal.user_name:
            keys["aws:username"] = principal.user_name
        if self.user_agent:
            keys["aws:UserAgent"] = self.user_agent
        if self.via:
            if principal.kind in ("user", "root"):
                # A service passes a call on with temporary credentials that it has for it, whatever signed the call.
                keys["aws:MultiFactorAuthPresent"] = "false"
            keys["aws:CalledVia"] = self.via
            keys["aws:CalledViaFirst"] = self.via[0]
            keys["aws:CalledViaLast"] = self.via[-1]
        keys.update(self.context)
        return keys


_IDENTITY_TYPES = {"user": "IAMUser", "role-session": "AssumedRole", "federated-user": "FederatedUser", "root": "Root"}
"""CloudTrail's word for each kind of principal that belongs to an account."""


def service_call(
    instance: Instance, service: str, *, source_arn: str, region: str = "", via: Iterable[str] = ()
) -> Call:
    """A call that one of our own services makes as itself, for the resource `source_arn`.

    Args:
        service: the service principal's host, "sagemaker.amazonaws.com".
        source_arn: the resource on whose behalf it acts; policies and grants see it as `aws:SourceArn`.
    """
    return Call(
        instance=instance,
        principal=Principal.service_principal(service),
        request_id=new_request_id(),
        region=region or instance.region,
        via=tuple(via),
        context={"aws:SourceArn": source_arn, "aws:SourceAccount": source_arn.split(":")[4]},
        purpose=source_arn,
        user_agent=service,
        source_ip=service,
    )


def new_request_id() -> str:
    """A fresh request id, a UUID of version 4."""
    value = secrets.token_bytes(16)
    h = (value[:6] + bytes([value[6] & 0x0F | 0x40, value[7], value[8] & 0x3F | 0x80]) + value[9:]).hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"
