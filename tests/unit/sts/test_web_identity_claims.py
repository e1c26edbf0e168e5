"""Claims of whatever shape are taken or refused in AWS's words; nothing else happens."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcanvas.iam.oidc_providers import OidcProvider
from sealcanvas.sts.errors import ExpiredTokenException, InvalidIdentityToken
from sealcanvas.sts.web_identity import WebIdentity
from tests.support.instance import ACCOUNT

NOW = 1_795_512_600
PROVIDER = OidcProvider(ACCOUNT, "https://a.example", "a.example", ["app"], [], datetime.fromtimestamp(NOW, UTC))
GOOD: dict[str, Any] = {"iss": PROVIDER.url, "aud": "app", "sub": "jane", "iat": NOW, "exp": NOW + 600}
TAGS = "https://aws.amazon.com/tags"
NAMES = [*GOOD, "nbf", "azp", "amr", "email", TAGS, f"{TAGS}/principal_tags/Team", f"{TAGS}/transitive_tag_keys"]
NAMES += ["https://aws.amazon.com/source_identity", f"{TAGS}/principal_tags/"]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just("app"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["principal_tags", "transitive_tag_keys", "Team", "team", ""]), inner)
    ),
    max_leaves=8,
)


@settings(deadline=None)  # the first one reads the service model
@given(st.dictionaries(st.sampled_from(NAMES), json_values, max_size=4))
def test_any_claims_are_taken_or_refused(changes: dict[str, Any]) -> None:
    claims = GOOD | changes
    try:
        identity = WebIdentity.of(claims, PROVIDER, NOW)
    except (InvalidIdentityToken, ExpiredTokenException):
        return
    assert identity.audience == "app"
    assert (claims["iss"], identity.subject) == (PROVIDER.url, claims["sub"])
    assert claims["exp"] > NOW
    for value in identity.keys.values():
        assert isinstance(value, str) or all(isinstance(each, str) for each in value)
    assert set(identity.session_keys) <= set(identity.keys)
    assert all(len(key) <= 128 and len(value) <= 256 for key, value in identity.session.tags.items())


@pytest.mark.parametrize("name", GOOD)
def test_every_one_of_the_required_claims_is_required(name: str) -> None:
    assert WebIdentity.of(GOOD, PROVIDER, NOW)
    with pytest.raises(InvalidIdentityToken):
        WebIdentity.of({key: value for key, value in GOOD.items() if key != name}, PROVIDER, NOW)
