"""PKCS#11 URIs: read, refused, and written in one form."""

import pytest

from sealcanvas.roots.pkcs11.errors import TokenUnavailable
from sealcanvas.roots.pkcs11.uri import TokenURI


def test_a_uri_says_module_token_and_key() -> None:
    uri = TokenURI.parse(
        "pkcs11:token=My%20token;serial=0a1b;object=root%3Bkey;id=%01%ff;type=secret-key"
        "?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/run/secrets/pin"
    )
    assert uri == TokenURI(
        module="/usr/lib/softhsm/libsofthsm2.so",
        token="My token",
        serial="0a1b",
        object="root;key",
        id=b"\x01\xff",
        pin_file="/run/secrets/pin",
    )
    assert TokenURI.parse(str(uri)) == uri


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("pkcs11:token=a;object=b", "module-path"),
        ("pkcs11:object=b?module-path=/m.so", "token= or serial="),
        ("pkcs11:token=a?module-path=/m.so", "object= or id="),
        ("pkcs11:token=a;object=b?module-path=/m.so&pin-value=1234", "never stands in"),
        ("pkcs11:token=a;object=b;pin-value=1234?module-path=/m.so", "never stands in"),
        ("pkcs11:token=a;object=b?module-path=/m.so&module-name=x", "not served"),
        ("pkcs11:token=a;token=c;object=b?module-path=/m.so", "twice"),
        ("pkcs11:token=a;object=b;type=private?module-path=/m.so", "secret-key"),
        ("pkcs11:token=a;object=b?module-path=/m.so&pin-source=|cat%20/pin", "absolute"),
        ("pkcs11:token=a;object=b?module-path=/m.so&pin-source=file:pin", "absolute"),
        ("pkcs12:token=a;object=b?module-path=/m.so", "is named"),
        ("pkcs11:token=a\n;object=b?module-path=/m.so", "is named"),
        ("pkcs11:token=" + "a" * 3_000 + ";object=b?module-path=/m.so", "is named"),
    ],
)
def test_what_is_no_such_uri_is_refused_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(TokenUnavailable, match=why) as caught:
        TokenURI.parse(text)
    assert "1234" not in str(caught.value)
