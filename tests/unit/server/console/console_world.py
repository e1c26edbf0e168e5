"""A browser in front of the console: a cookie jar, an address bar, and nothing that a page could not do."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sealcanvas.server.console.console import Console
from sealcanvas.server.door import Door
from sealcanvas.server.home import Endpoint, Home
from sealcanvas.wire.message import Request, Response
from tests.unit.sagemaker.sagemaker_world import World, ask, policy

HOST = "127.0.0.1:8600"
URL = f"http://{HOST}"


@dataclass
class Browser:
    """One browser, on one address of the server."""

    console: Console
    scheme: str = "http"
    host: str = HOST
    source_ip: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    last: Response = field(default_factory=lambda: Response(0, {}, b""))

    def send(self, method: str, url: str, body: bytes = b"", **headers: str) -> Response:
        """A request with the cookies that this host has set, and no others."""
        parts = urlsplit(url)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = Request(method, parts.path, parts.query, sent, body, self.host, self.scheme, self.source_ip)
        response = self.console.answer(request).response
        if "set-cookie" in response.headers:
            pair, *attributes = response.headers["set-cookie"].split("; ")
            name, _, value = pair.partition("=")
            if "Max-Age=0" in attributes:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        self.last = response
        return response

    def get(self, url: str) -> str:
        """A page's text."""
        return self.send("GET", url).body.decode()

    def ask(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """An operation by door B, as a page of ours asks it."""
        response = self.send(
            "POST",
            f"/console/api/{service}",
            json.dumps(parameters).encode(),
            origin=f"{self.scheme}://{self.host}",
            sec_fetch_site="same-origin",
            content_type="application/json",
            x_amz_target=operation,
        )
        answer: dict[str, Any] = json.loads(response.body)
        return answer

    @property
    def token(self) -> str:
        """The session's cookie, or ""."""
        return next(iter(self.cookies.values()), "")


@dataclass
class Studio:
    """A domain with a user profile, a console, and whoever makes links."""

    world: World
    domain_id: str
    key: str
    console: Console

    def browser(self, **members: Any) -> Browser:
        """A fresh browser."""
        return Browser(self.console, **members)

    def link(self, **members: Any) -> str:
        """A link for ana, by the administrator unless `by` says who."""
        call = members.pop("by", self.world.admin)
        request = {"DomainId": self.domain_id, "UserProfileName": "ana", **members}
        return str(ask(call, "CreatePresignedDomainUrl", **request)["AuthorizedUrl"])

    def signed_in(self) -> Browser:
        """A browser with a session of ana's."""
        browser = self.browser()
        assert "Signed in" in browser.get(self.link())
        return browser

    def events(self, name: str) -> list[dict[str, Any]]:
        """The newest records of an event, oldest first."""
        records = self.world.instance.trail.newest(200)
        return [record for record in reversed(list(records)) if record["eventName"] == name]


def make_studio(world: World) -> Studio:
    """A studio whose role may look at everything of ours."""
    Home(world.instance.home, {}).publish_endpoint(Endpoint(URL, 1))
    from sealcanvas.iam import iam

    may = policy({"Action": ["sealcanvas:*", "sagemaker:Describe*", "s3:List*", "iam:GetRole"], "Resource": "*"})
    iam.operations["PutRolePolicy"](world.admin, {"RoleName": "Runner", "PolicyName": "own", "PolicyDocument": may})
    key = world.key()
    domain_id = world.domain(KmsKeyId=key)
    ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="ana")
    return Studio(world, domain_id, key, Console(Door(world.instance), world.instance.home / "no-page"))
