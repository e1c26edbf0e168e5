"""Signing in by an identity provider before a real server of two processes, over TLS: whichever takes a request."""

import json
import ssl
from http.client import HTTPSConnection
from urllib.parse import urlsplit

import pytest

from tests.support.live import Live
from tests.support.oidc import CLIENT, running
from tests.support.oidc_sign_in import SignInIdp

pytestmark = pytest.mark.slow


class Visitor:
    """A browser that connects anew for each request, and keeps cookies."""

    def __init__(self, live: Live) -> None:
        self._host = urlsplit(live.environment["AWS_ENDPOINT_URL"]).netloc
        self._tls = ssl.create_default_context(cafile=live.environment["AWS_CA_BUNDLE"])
        self.cookies: dict[str, str] = {}

    def get(self, url: str) -> tuple[int, str, str]:
        """Status, location and text."""
        parts = urlsplit(url)
        connection = HTTPSConnection(self._host, context=self._tls, timeout=30)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request("GET", path, headers={"Cookie": cookie, "Host": self._host})
        response = connection.getresponse()
        for value in response.headers.get_all("Set-Cookie") or ():
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        text = response.read().decode()
        connection.close()
        return response.status, response.headers.get("Location", ""), text


def test_the_way_back_leads_to_whichever_process(live_tls: Live) -> None:
    iam = live_tls.client("iam")
    with running(SignInIdp) as idp:
        arn = iam.create_open_id_connect_provider(Url=idp.url, ClientIDList=[CLIENT])["OpenIDConnectProviderArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Federated": arn},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{idp.name}:sub": "jane", f"{idp.name}:aud": CLIENT}},
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        role = iam.create_role(RoleName="OverTls", AssumeRolePolicyDocument=document)["Role"]["Arn"]
        sign_ins = live_tls.client("sealcanvas")
        name = "over-tls"
        made = sign_ins.create_sign_in_provider(
            SignInProviderName=name, OpenIDConnectProviderArn=arn, ClientId=CLIENT, RoleArn=role
        )["SignInProvider"]
        assert made["RedirectUri"].startswith("https://")
        for _ in range(6):
            visitor = Visitor(live_tls)
            status, away, _text = visitor.get(f"/console/sign-in/oidc/{name}")
            assert status == 302
            status, _location, text = visitor.get(idp.back(away))
            assert (status, "Signed in" in text) == (200, True)
            assert all(each.startswith("__Secure-") for each in visitor.cookies)
            told = json.loads(visitor.get("/console/api/session")[2])
            assert told["PrincipalArn"].endswith(":assumed-role/OverTls/jane")
        sign_ins.delete_sign_in_provider(SignInProviderName=name)
        assert visitor.get("/console/api/session")[0] == 401
