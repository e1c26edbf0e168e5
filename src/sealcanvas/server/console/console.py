"""The console's paths: the web page, signing in and out, and door B."""

import logging
from collections.abc import Callable
from html import escape
from importlib import resources
from pathlib import Path
from urllib.parse import parse_qs

from sealcanvas.jobs.faults import place_of
from sealcanvas.sagemaker.sign_in.sign_in import sign_in
from sealcanvas.server.console import api, pages, static_files
from sealcanvas.server.console.acting import ActingRoleEnded
from sealcanvas.server.console.attempts import Attempts
from sealcanvas.server.console.cookie import cookie_for, cookie_gone
from sealcanvas.server.console.headers import secured, unreferred
from sealcanvas.server.console.landing import landing
from sealcanvas.server.console.live_sessions import Live, LiveSessions, circumstances
from sealcanvas.server.console.oidc import IdentityProviders, SignedIn, refused_query
from sealcanvas.server.console.origin import require_own_page
from sealcanvas.server.console.presigning import presigned
from sealcanvas.server.console.session_requests import answer, json_of, text_in, told
from sealcanvas.server.console.static_files import StaticFiles
from sealcanvas.server.door import Answer, Door
from sealcanvas.server.sockets import is_loopback
from sealcanvas.service.call import new_request_id
from sealcanvas.service.not_yet import NotYet
from sealcanvas.sign_in import sign_in_user
from sealcanvas.sign_in.links import find_link
from sealcanvas.sign_in.oidc.authorization import PATH
from sealcanvas.sign_in.user_session import LASTS
from sealcanvas.sign_in.visitor import SignInRefused, Visitor
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request, Response
from sealcanvas.wire.model import Operation, load

log = logging.getLogger("sealcanvas.server")

HOME = "/console/"
_HOW = (
    "Ask whoever administers your domain for a sign-in link, or make one yourself:",
    "aws sagemaker create-presigned-domain-url --domain-id d-… --user-profile-name …",
    "Open the AuthorizedUrl that it answers with. It opens once, within five minutes.",
    "Whoever administers this server runs: sealcanvas console",
)
Work = Callable[[Request, str], Response]


class Console:
    """Answers the browser for one instance.

    Args:
        door: carries operations out.
        folder: of the built web page.
    """

    def __init__(self, door: Door, folder: Path = static_files.FOLDER) -> None:
        self._door = door
        self._sessions = LiveSessions(door)
        self._attempts = Attempts()
        self._providers = IdentityProviders(door.instance, self._attempts, self._vouched, self._not_vouched)
        self._style = resources.files("sealcanvas.server.console").joinpath("style.css").read_bytes()
        self._static = StaticFiles(folder)
        self._own: dict[tuple[str, str], Work] = {
            ("GET", f"{api.PREFIX}session"): self._session,
            ("POST", f"{api.PREFIX}session/role"): self._act_as,
            ("POST", f"{api.PREFIX}presign"): self._presign,
            ("POST", f"{HOME}sign-in"): self._sign_in_by_key,
            ("GET", f"{api.PREFIX}sign-in"): self._providers.listed,
        }

    def answer(self, request: Request, waited: float = 0.0) -> Answer:
        """The answer to a request below /console/.

        Raises:
            NotYet: it waits for something to happen.
        """
        try:
            response = self._answer(request, waited)
        except NotYet:
            raise
        except ActingRoleEnded as error:
            response = pages.message(error.status, "You act as yourself again", error.message)
        except Exception as error:  # no page tells what went wrong on our side
            log.error("a page of the console failed: %s", place_of(error))  # noqa: TRY400 - a traceback may show values
            response = pages.message(500, "Something went wrong", "The server's log has more. Please try again.")
        return Answer(secured(response))

    def _answer(self, request: Request, waited: float) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        own = self._own.get((method, request.path))
        if own is not None:
            return self._in_json(request, own, checked=method == "POST")
        if method == "POST" and request.path.startswith(api.PREFIX):
            return self._api(request, waited)
        if method == "POST" and request.path == f"{HOME}sign-out":
            return self._sign_out(request)
        if method != "GET":
            return pages.message(405, "Not allowed", "This address is for reading.")
        if request.path in ("/", "/console"):
            return Response(302, {"location": HOME}, b"")
        if request.path == f"{HOME}style.css":
            return Response(200, {"content-type": "text/css; charset=utf-8"}, self._style)
        if request.path == f"{HOME}auth":
            return unreferred(self._sign_in(request))
        if request.path.startswith(PATH) and request.method == "GET":
            return self._providers.answer(request, _visitor(request))
        return self._page(request)

    def _page(self, request: Request) -> Response:
        name = request.path.removeprefix(HOME)
        file = self._static.find(name, request)
        if file is not None:
            return file
        if self._static.built and not static_files.is_asset(name) and not request.path.startswith(api.PREFIX):
            return self._static.page(request)
        if request.path == HOME:
            return self._landing(request)
        return pages.message(404, "Not found", "There is no such page in this console.")

    def _landing(self, request: Request) -> Response:
        live = self._sessions.find(request)
        if live is None:
            return pages.message(200, "You are not signed in", *_HOW)
        return landing(self._door, api.call_for(self._door, request, new_request_id(), live), live)

    def _sign_in(self, request: Request) -> Response:
        if request.method == "HEAD":  # a look at a link does not open it
            return pages.message(200, "Sign in")
        token = _token(request.query)
        link = find_link(self._door.instance, token)
        try:
            if link is not None and link.kind == "user":
                session, who = sign_in_user.open_link(self._door.instance, token, _visitor(request))
                return self._signed_in(request, session, LASTS, HOME, who.user_name or f"root of {who.account}")
            opened = sign_in(self._door.instance, token, _visitor(request))
        except SignInRefused as refused:
            return pages.message(403, "This link does not sign you in", str(refused))
        whose = f"{opened.found.profile.name} in {opened.found.domain.name}"
        return self._signed_in(request, opened.token, opened.link.session_seconds, HOME + opened.landing, whose)

    def _vouched(self, request: Request, done: SignedIn) -> Response:
        return self._signed_in(request, done.token, done.seconds, HOME, done.whose)

    def _not_vouched(self, _request: Request, refused: SignInRefused) -> Response:
        if self._static.built:
            return Response(303, {"location": f"{HOME}?{refused_query(refused)}"}, b"")
        return pages.message(403, "You are not signed in", str(refused))

    def _signed_in(self, request: Request, token: str, seconds: int, target: str, whose: str) -> Response:
        self._sessions.end(request)
        # Not a redirect: the browser would follow it as part of whatever led here, and keep a Strict cookie back.
        text = escape(f"You work as {whose} from now on.")
        onward = f'<p><a href="{escape(target)}">Continue</a></p>'
        response = pages.page(200, "Signed in", f"<h1>Signed in</h1><p>{text}</p>{onward}", leads_to=target)
        cookie = cookie_for(request, token, seconds)
        return Response(response.status, {**response.headers, "set-cookie": cookie}, response.body)

    def _sign_in_by_key(self, request: Request, _request_id: str) -> Response:
        if request.scheme == "http" and not is_loopback(request.source_ip):
            text = "Others could read the secret along the way: sign in over TLS, or from this machine."
            raise WireError("AccessDeniedException", text, 403)
        now = self._door.instance.clock()
        if self._attempts.too_many(request.source_ip, now):
            raise WireError("ThrottlingException", "Too many sign-ins have failed. Try again in a minute.", 429)
        members = json_of(request)
        key, secret = text_in(members, "AccessKeyId", 128), text_in(members, "SecretAccessKey", 128)
        try:
            token, _ = sign_in_user.sign_in_by_key(self._door.instance, key, secret, _visitor(request))
        except SignInRefused as refused:
            self._attempts.failed(request.source_ip, now)
            raise WireError("UnrecognizedClientException", str(refused), 403) from None
        self._sessions.end(request)
        cookie = cookie_for(request, token, LASTS)
        begun = self._sessions.begun(request, token) or self._no_session()
        response = answer(told(self._door, request, begun))
        return Response(200, {**response.headers, "set-cookie": cookie}, response.body)

    def _sign_out(self, request: Request) -> Response:
        try:
            require_own_page(request)
        except WireError as error:
            return pages.message(error.status, "Not allowed", error.message)
        self._sessions.end(request)
        return Response(303, {"location": HOME, "set-cookie": cookie_gone(request)}, b"")

    def _session(self, request: Request, _request_id: str) -> Response:
        try:
            live = self._require_live(request)
        except ActingRoleEnded:  # told by the answer's having no ActingAs: whoever asks wants to know what holds now
            live = self._require_live(request)
        return answer(told(self._door, request, live))

    def _act_as(self, request: Request, request_id: str) -> Response:
        live = self._sessions.own(request) or self._no_session()
        if live.session.kind != "user":
            raise WireError("ValidationException", "Only a user acts as roles; this session works as its own alone.")
        role_arn = text_in(json_of(request), "RoleArn", 2_048)
        return answer(told(self._door, request, self._sessions.act_as(request, live, role_arn, request_id)))

    def _presign(self, request: Request, _request_id: str) -> Response:
        live = self._require_live(request)
        return answer(presigned(self._door.instance, request, live, json_of(request)))

    def _in_json(self, request: Request, work: Work, *, checked: bool) -> Response:
        request_id = new_request_id()
        try:
            if checked:
                require_own_page(request)
            return work(request, request_id)
        except Exception as error:
            return self._refused(error, request, request_id)

    def _api(self, request: Request, waited: float) -> Response:
        request_id = new_request_id()
        operation: Operation | None = None
        try:
            require_own_page(request)
            operation = api.operation_of(request)
            call = api.call_for(self._door, request, request_id, self._require_live(request), waited)
            return api.carry_out(self._door, request, operation, call)
        except NotYet:
            raise
        except Exception as error:
            return self._refused(error, request, request_id, operation)

    def _refused(
        self, error: Exception, request: Request, request_id: str, operation: Operation | None = None
    ) -> Response:
        """The door words every failure, ours included."""
        if isinstance(error, ActingRoleEnded):
            request_id, operation = error.request_id, None
        return self._door.refuse(error, request, request_id, operation, manner=load("sealcanvas")).response

    def _require_live(self, request: Request) -> Live:
        return self._sessions.find(request) or self._no_session()

    def _no_session(self) -> Live:
        raise WireError("ExpiredTokenException", "There is no session, or it has ended. Sign in again.", 401)


def _token(query: str) -> str:
    try:
        return parse_qs(query, max_num_fields=8).get("token", [""])[-1]
    except ValueError:  # more than a link of ours has
        return ""


def _visitor(request: Request) -> Visitor:
    return Visitor(request.source_ip, request.headers.get("user-agent", "")[:1024], circumstances(request))
