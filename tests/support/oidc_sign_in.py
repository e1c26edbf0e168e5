"""An identity provider that people sign in to: authorization code flow with PKCE, as strict as a real one."""

import json
from base64 import b64decode
from dataclasses import dataclass, field
from html import escape
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

from sealcanvas.crypto.base64url import encode
from sealcanvas.crypto.digest import sha256
from tests.support.oidc import CLIENT, Answer, Provider

SECRET = "s/cr+t: of the client"


@dataclass
class Code:
    """What a code was given for."""

    redirect_uri: str
    challenge: str
    claims: dict[str, Any]


@dataclass
class Asked:
    """One authorization request."""

    redirect_uri: str
    parameters: dict[str, str] = field(repr=False)

    def back(self, **answer: str) -> str:
        """The address that the browser is sent back to."""
        return f"{self.redirect_uri}?{urlencode(answer)}"


class SignInIdp(Provider):
    """A provider with people.

    Attributes:
        people: their claims, by what the provider's page calls them.
        claims: what is added to every ID token, or replaces in it; None removes.
        secret: that the client must show; "" for a public one.
        now: for the times in tokens; the machine's where it is None.
        posts: the forms that the token endpoint got, with their Authorization headers.
    """

    def __init__(self, scheme: str, port: int, path: str = "") -> None:
        super().__init__(scheme, port, path)
        self.configuration |= {
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
        }
        self.people: dict[str, dict[str, Any]] = {"jane": {"sub": "jane"}, "joe": {"sub": "joe"}}
        self.claims: dict[str, Any] = {}
        self.secret = ""
        self.now: Any = None
        self.codes: dict[str, Code] = {}
        self.posts: list[dict[str, str]] = []

    def asked_for(self, location: str) -> Asked:
        """Take an authorization request as a real provider does."""
        parameters = dict(parse_qsl(urlsplit(location).query))
        assert location.startswith(self.configuration["authorization_endpoint"])
        assert parameters["response_type"] == "code"
        assert parameters["client_id"] == CLIENT
        assert parameters["code_challenge_method"] == "S256"
        assert "openid" in parameters["scope"].split()
        return Asked(parameters["redirect_uri"], parameters)

    def code(self, asked: Asked, person: str = "jane") -> str:
        """A code for somebody who has signed in."""
        given = asked.parameters
        code = token_urlsafe(16)
        claims = self.people[person] | {"nonce": given["nonce"]}
        self.codes[code] = Code(asked.redirect_uri, given["code_challenge"], claims)
        return code

    def back(self, location: str, person: str = "jane") -> str:
        """Where the browser is sent back to, once the person has signed in."""
        asked = self.asked_for(location)
        return asked.back(code=self.code(asked, person), state=asked.parameters["state"])

    def answer(self, path: str) -> Answer:
        if not path.startswith(f"{self.path}/authorize?"):
            return super().answer(path)
        asked = self.asked_for(f"{self.url}{path.removeprefix(self.path)}")
        state = asked.parameters["state"]
        ways = {person: asked.back(code=self.code(asked, person), state=state) for person in self.people}
        ways["Deny"] = asked.back(error="access_denied", state=state)
        links = "".join(f'<p><a href="{escape(way)}">{name}</a></p>' for name, way in ways.items())
        page = f'<!doctype html><html lang="en"><title>IdP</title><link rel="icon" href="data:,">{links}</html>'
        return Answer(body=page.encode(), headers={"Content-Type": "text/html"})

    def posted(self, path: str, body: str, headers: dict[str, str]) -> Answer:
        self.asked.append(path)
        if path in self.instead:
            return self.instead[path]
        if path != f"{self.path}/token":
            return Answer(404)
        form = {name: values[0] for name, values in parse_qs(body, strict_parsing=True).items()}
        authorization = headers.get("Authorization", "")
        self.posts.append(form | {"Authorization": authorization})
        if not self._is_client(form, authorization):
            return _refused("invalid_client", 401)
        code = self.codes.pop(form["code"], None)
        if code is None or form["grant_type"] != "authorization_code" or form["redirect_uri"] != code.redirect_uri:
            return _refused("invalid_grant")
        if encode(sha256(form["code_verifier"].encode())) != code.challenge:
            return _refused("invalid_grant")
        token = self.token(self.now, **(code.claims | self.claims))
        answer = {"access_token": token_urlsafe(16), "token_type": "Bearer", "id_token": token}
        return Answer(body=json.dumps(answer).encode())

    def _is_client(self, form: dict[str, str], authorization: str) -> bool:
        if not self.secret:
            return form.get("client_id") == CLIENT and not authorization
        if authorization:
            name, _, secret = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            return (unquote_plus(name), unquote_plus(secret)) == (CLIENT, self.secret)
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT, self.secret)


def _refused(error: str, status: int = 400) -> Answer:
    return Answer(status, json.dumps({"error": error}).encode())
