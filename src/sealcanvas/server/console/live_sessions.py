"""Who a session's cookie stands for at this moment: asked anew for every request."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sealcanvas.iam.oidc_providers import OidcProvider
from sealcanvas.sagemaker.sign_in.assume import assume_role_of
from sealcanvas.sagemaker.sign_in.permitted import permitted
from sealcanvas.sagemaker.sign_in.place import Found, Place, find_place
from sealcanvas.server.console.acting import ActingRoleEnded, acting_call, assume
from sealcanvas.server.console.cookie import token_in
from sealcanvas.server.door import Door
from sealcanvas.service.call import Context, new_request_id
from sealcanvas.service.errors import ServiceError
from sealcanvas.sign_in.oidc.role_session import credentials_for as credentials_of_role
from sealcanvas.sign_in.oidc.vouching import still_vouching
from sealcanvas.sign_in.sessions import ConsoleSession, end_session, find_session
from sealcanvas.sign_in.user_session import act_as, credentials_for, key_holds, key_of, region_of, role_of
from sealcanvas.sts.assume import CannotAssumeRole
from sealcanvas.sts.authenticate import ExpiredToken, Identity, InactiveAccessKey, InvalidToken, authenticate
from sealcanvas.sts.credentials import Credentials
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request

_RENEWED = timedelta(minutes=1)
_MOST = 1_024  # credentials that one process keeps


@dataclass(frozen=True, slots=True)
class Live:
    """A session that holds now, and whom it acts as.

    Attributes:
        user_name: of a user's session.
        found: where a user profile's session is.
    """

    session: ConsoleSession
    identity: Identity
    credentials: Credentials
    region: str
    user_name: str = ""
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    credentials: Credentials
    at: datetime


class LiveSessions:
    """The sessions of one instance; their credentials live in the memory of this process alone.

    Args:
        door: by which roles are assumed.
    """

    def __init__(self, door: Door) -> None:
        self._door = door
        self._instance = door.instance
        self._held: dict[tuple[str, str], _Held] = {}
        self._lock = threading.Lock()

    def find(self, request: Request) -> Live | None:
        """The session of a request's cookie, if it holds; one of which anything fails is ended for good.

        A user profile's: its time, its profile, its maker's permission and access key, its role. A user's: its time,
        its user, the access key that began it. A role's: its time, its trust. One that an identity provider led to:
        its sign-in.

        Raises:
            ActingRoleEnded: the role that a user's session acts as cannot be assumed any more; it is itself again.
        """
        live = self.own(request)
        return live if live is None or not role_of(live.session) else self._acting(request, live)

    def own(self, request: Request) -> Live | None:
        """As `find`, but for a role that the session acts as: what a user's session is by itself."""
        return self._of(request, token_in(request))

    def begun(self, request: Request, token: str) -> Live | None:
        """As `own`, for the session that the request has just begun."""
        return self._of(request, token)

    def _of(self, request: Request, token: str) -> Live | None:
        session = find_session(self._instance, token)
        if session is None:
            return None
        try:
            live = self._live(request, session)
        except (CannotAssumeRole, InvalidToken, ExpiredToken, InactiveAccessKey):
            live = None
        if live is None:
            self._end(session)
        return live

    def act_as(self, request: Request, live: Live, role_arn: str, request_id: str) -> Live:
        """Have a user's session act as a role from now on; "" for itself.

        Args:
            live: what `own` gave.
            request_id: under which the role is assumed.

        Raises:
            ServiceError, WireError: STS's own; nothing has changed then.
        """
        if not role_arn:
            return self._changed(live, "")
        call = acting_call(self._door, request, live.identity, live.credentials, live.region, request_id)
        credentials = assume(self._door, call, role_arn)
        with self._lock:
            self._keep((live.session.token_hash, role_arn), _Held(credentials, self._instance.clock()))
        return self._as(self._changed(live, role_arn), credentials)

    def end(self, request: Request) -> None:
        """End the session of a request's cookie, if there is one."""
        session = find_session(self._instance, token_in(request))
        if session is not None:
            self._end(session)

    def _end(self, session: ConsoleSession) -> None:
        end_session(self._instance, session.token_hash)
        with self._lock:
            for held in [each for each in self._held if each[0] == session.token_hash]:
                del self._held[held]

    def _live(self, request: Request, session: ConsoleSession) -> Live | None:
        vouching = session.details.get("vouching")
        found = still_vouching(self._instance, vouching) if vouching else None
        if vouching and found is None:
            return None
        if session.kind == "user":
            return self._user(session)
        if session.kind == "role" and found is not None:
            return self._role(request, session, found[1])
        return self._profile(session, circumstances(request))

    def _role(self, request: Request, session: ConsoleSession, provider: OidcProvider) -> Live:
        region = region_of(session)
        call = self._door.call_of(request, new_request_id(), None, "", region, signed=False)
        credentials = self._credentials(session, "", lambda: credentials_of_role(call, session, provider))
        return Live(session, self._identity(credentials), credentials, region)

    def _profile(self, session: ConsoleSession, context: Context) -> Live | None:
        found = find_place(self._instance, Place(**session.details["place"]))
        if found is None or not key_holds(self._instance, key_of(session)):
            return None
        decision = permitted(self._instance, session.details["maker"], found.profile, context)
        if decision is None or not decision.allowed:
            return None
        credentials = self._credentials(session, found.role_arn, lambda: assume_role_of(self._instance, found))
        return Live(session, self._identity(credentials), credentials, found.profile.region, found=found)

    def _user(self, session: ConsoleSession) -> Live | None:
        if not key_holds(self._instance, key_of(session)):
            return None
        # Its own credentials last as long as the session and are asked for afresh by nobody: none are renewed.
        credentials = self._credentials(session, "", lambda: credentials_for(self._instance, session), renewed=None)
        identity = self._identity(credentials)
        return Live(session, identity, credentials, region_of(session), identity.principal.user_name or "")

    def _acting(self, request: Request, live: Live) -> Live:
        role_arn, request_id = role_of(live.session), new_request_id()
        try:
            call = acting_call(self._door, request, live.identity, live.credentials, live.region, request_id)
            credentials = self._credentials(live.session, role_arn, lambda: assume(self._door, call, role_arn))
            return self._as(live, credentials)
        except (ServiceError, WireError, InvalidToken, ExpiredToken, InactiveAccessKey) as error:
            self._changed(live, "")
            raise ActingRoleEnded(role_arn, getattr(error, "message", ""), request_id) from error

    def _as(self, live: Live, credentials: Credentials) -> Live:
        return Live(live.session, self._identity(credentials), credentials, live.region, live.user_name)

    def _changed(self, live: Live, role_arn: str) -> Live:
        session = act_as(self._instance, live.session, role_arn)
        return Live(session, live.identity, live.credentials, live.region, live.user_name)

    def _identity(self, credentials: Credentials) -> Identity:
        return authenticate(self._instance, credentials.access_key_id, credentials.session_token)

    def _credentials(
        self,
        session: ConsoleSession,
        role_arn: str,
        make: Callable[[], Credentials],
        renewed: timedelta | None = _RENEWED,
    ) -> Credentials:
        now, name = self._instance.clock(), (session.token_hash, role_arn)
        with self._lock:
            held = self._held.get(name)
        if held is not None and (renewed is None or now < held.at + renewed):
            return held.credentials
        fresh = _Held(make(), now)
        with self._lock:
            self._keep(name, fresh)
        return fresh.credentials

    def _keep(self, name: tuple[str, str], fresh: _Held) -> None:
        if len(self._held) >= _MOST:
            self._held.clear()
        self._held[name] = fresh


def circumstances(request: Request) -> Context:
    """What a policy may ask of where a request comes from."""
    secure = "false" if request.scheme == "http" else "true"
    return {"aws:SourceIp": request.source_ip, "aws:SecureTransport": secure}
