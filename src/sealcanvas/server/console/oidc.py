"""Signing in by an identity provider: the list of them, the way to one, and the way back (docs/sessions.md)."""

import threading
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from sealcanvas.sagemaker.sign_in.sign_in_vouched import ProfileSignedIn, sign_in_vouched
from sealcanvas.server.console.attempts import Attempts
from sealcanvas.server.console.cookie import attempt_cookie, attempt_cookie_gone, attempt_in
from sealcanvas.server.console.headers import unreferred
from sealcanvas.server.console.session_requests import answer
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.oidc.attempt import SECONDS
from sealcanvas.sign_in.oidc.authorization import PATH, begin
from sealcanvas.sign_in.oidc.callback import come_back
from sealcanvas.sign_in.oidc.refusing import gone
from sealcanvas.sign_in.oidc.role_session import RoleSignedIn, sign_in_role
from sealcanvas.sign_in.oidc.sign_in_provider import find_sign_in, sign_ins
from sealcanvas.sign_in.visitor import SignInRefused, Visitor
from sealcanvas.wire.message import Request, Response

_BEGUN = 30
_CALLBACK = "/callback"
_FIELDS = 16
_LONGEST = 8_192
_SENT_ON = "sent-on"

SignedIn = RoleSignedIn | ProfileSignedIn
Begins = Callable[[Request, SignedIn], Response]
Refuses = Callable[[Request, SignInRefused], Response]


class IdentityProviders:
    """The paths of identity providers' sign-ins.

    Args:
        failures: counts failed sign-ins of every kind.
        begins: answers whoever is signed in now.
        refuses: answers whoever is not.
    """

    def __init__(self, instance: Instance, failures: Attempts, begins: Begins, refuses: Refuses) -> None:
        self._instance = instance
        self._failures = failures
        self._begun = Attempts(_BEGUN)
        self._begins, self._refuses = begins, refuses
        self._lock = threading.Lock()

    def listed(self, _request: Request, _request_id: str) -> Response:
        """What the sign-in page may know of them: names."""
        names = [{"Name": each.name, "DisplayName": each.terms.display_name} for each in sign_ins(self._instance)]
        return answer({"Providers": names})

    def answer(self, request: Request, visitor: Visitor) -> Response:
        """The answer to a request below `PATH`."""
        name = request.path.removeprefix(PATH)
        is_back = name.endswith(_CALLBACK)
        try:
            _require_whole_page(request)
            self._hold_back(request, is_back)
            if is_back:
                return self._back(request, name.removesuffix(_CALLBACK), visitor)
            return unreferred(self._away(request, name))
        except SignInRefused as refused:
            return unreferred(self._refuses(request, refused))

    def _hold_back(self, request: Request, is_back: bool) -> None:
        now, counted = self._instance.clock(), self._failures if is_back else self._begun
        with self._lock:
            if counted.too_many(request.source_ip, now):
                raise SignInRefused("busy", "Too many sign-ins were begun, or have failed. Try again in a minute.")
            if not is_back:
                counted.failed(request.source_ip, now)

    def _away(self, request: Request, name: str) -> Response:
        sign_in = find_sign_in(self._instance, name)
        if sign_in is None:
            raise gone()
        endpoint = self._instance.endpoint()
        if not endpoint:
            raise SignInRefused("gone", "This server publishes no endpoint to come back to. Start it with `up`.")
        # Another site must not sign its visitors in as somebody of its choice: who comes from there presses the button.
        if request.headers.get("sec-fetch-site") == "cross-site":
            return Response(302, {"location": f"{endpoint}/console/"}, b"")
        # The cookie belongs to the host that is seen now, and the way back leads to the published one.
        if f"{request.scheme}://{request.host}" != endpoint and request.query != _SENT_ON:
            return Response(302, {"location": f"{endpoint}{PATH}{name}?{_SENT_ON}"}, b"")
        url, begun = begin(self._instance, sign_in)
        return Response(
            302, {"location": url, "set-cookie": attempt_cookie(request, begun.state, begun.browser, SECONDS)}, b""
        )

    def _back(self, request: Request, name: str, visitor: Visitor) -> Response:
        told = _answer_in(request.query)
        state = told.get("state", "")
        try:
            sign_in, vouched, token = come_back(self._instance, name, told, attempt_in(request, state), visitor)
            if sign_in.terms.role_arn:
                done: SignedIn = sign_in_role(self._instance, sign_in, vouched, token, visitor)
            else:
                done = sign_in_vouched(self._instance, sign_in, vouched, visitor)
        except SignInRefused as refused:
            if refused.reason != "attempt":  # those leave no record: a page that makes a browser send them harms nobody
                self._failures.failed(request.source_ip, self._instance.clock())
            response = unreferred(self._refuses(request, refused))
            response.headers["set-cookie"] = attempt_cookie_gone(request, state)
            return response
        return unreferred(self._begins(request, done))


def _require_whole_page(request: Request) -> None:
    """Refuse what a browser asks for within a page, an image or a frame: nobody signs in unseen by it."""
    if request.headers.get("sec-fetch-dest", "document") != "document":
        raise SignInRefused("attempt", "A sign-in is a page of its own.")


def refused_query(refused: SignInRefused) -> str:
    """What the page's address says of a refusal: words of ours alone, so that nobody makes it say something else."""
    return urlencode({"refused": refused.reason} | ({"decision": refused.decision_id} if refused.decision_id else {}))


def _answer_in(query: str) -> dict[str, str]:
    """The provider's answer; none where it says something twice (RFC 6749, section 3.1)."""
    try:
        pairs = parse_qsl(query[:_LONGEST], keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:
        return {}
    found = dict(pairs)
    return found if len(found) == len(pairs) else {}
