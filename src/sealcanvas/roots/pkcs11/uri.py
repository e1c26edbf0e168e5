"""PKCS#11 URIs (RFC 7512): where a key lies, in one line of text."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, unquote, unquote_to_bytes

from sealcanvas.roots.pkcs11.errors import TokenUnavailable

_SCHEME = "pkcs11:"
_LONGEST = 2_048
_PATH = frozenset({"token", "serial", "object", "id", "type"})
_QUERY = frozenset({"module-path", "pin-source"})
_TEXT = ":[]@!$'()*+,=&"  # what RFC 7512 leaves as it is in a path besides letters and digits, but for "&" in a query


@dataclass(frozen=True, slots=True)
class TokenURI:
    """A key in a token: `pkcs11:token=NAME;object=LABEL?module-path=/usr/lib/….so`.

    Attributes:
        module: path of the token's library.
        token: the token's label; "" where its serial number says enough.
        serial: the token's serial number; "" where its label says enough.
        object: the key's label; "" where its id says enough.
        id: the key's CKA_ID; b"" where its label says enough.
        pin_file: the file that holds the PIN; "" for where the environment says.
    """

    module: str
    token: str = ""
    serial: str = ""
    object: str = ""
    id: bytes = b""
    pin_file: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a URI.

        Raises:
            TokenUnavailable: not such a URI, or one with an attribute that is not served: a PIN in it above all.
        """
        if not text.startswith(_SCHEME) or len(text) > _LONGEST or not text.isascii() or not text.isprintable():
            raise TokenUnavailable("a PKCS#11 key is named pkcs11:token=NAME;object=LABEL?module-path=/path/module.so")
        path, _, query = text.removeprefix(_SCHEME).partition("?")
        found = _attributes(path, ";", _PATH) | _attributes(query, "&", _QUERY)
        if unquote(found.get("type", "secret-key")) != "secret-key":
            raise TokenUnavailable("in the PKCS#11 URI, type must be secret-key")
        if not found.get("module-path"):
            raise TokenUnavailable("the PKCS#11 URI needs ?module-path=, the path of the token's library")
        if not found.get("token") and not found.get("serial"):
            raise TokenUnavailable("the PKCS#11 URI needs token= or serial=")
        if not found.get("object") and not found.get("id"):
            raise TokenUnavailable("the PKCS#11 URI needs object= or id=, the key's label or id")
        return cls(
            module=unquote(found["module-path"]),
            token=unquote(found.get("token", "")),
            serial=unquote(found.get("serial", "")),
            object=unquote(found.get("object", "")),
            id=unquote_to_bytes(found.get("id", "")),
            pin_file=_file(unquote(found.get("pin-source", ""))),
        )

    def __str__(self) -> str:
        """The URI, in one form whatever form it was read from."""
        texts = (("token", self.token), ("serial", self.serial), ("object", self.object))
        path = [f"{name}={quote(value, safe=_TEXT)}" for name, value in texts if value]
        if self.id:
            path.append("id=" + "".join(f"%{byte:02x}" for byte in self.id))
        query = f"?module-path={quote(self.module, safe='/')}"
        if self.pin_file:
            query += f"&pin-source=file:{quote(self.pin_file, safe='/')}"
        return _SCHEME + ";".join(path) + query


def _attributes(text: str, separator: str, known: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in filter(None, text.split(separator)):
        name, equals, value = each.partition("=")
        if name == "pin-value":
            raise TokenUnavailable("a PIN never stands in a PKCS#11 URI: name its file, pin-source=file:/path")
        if name not in known or not equals:
            raise TokenUnavailable(f"the PKCS#11 URI's attribute {name[:64]!r} is not served")
        if name in found:
            raise TokenUnavailable(f"the PKCS#11 URI has {name!r} twice")
        found[name] = value
    return found


def _file(source: str) -> str:
    if not source:
        return ""
    path = source.removeprefix("file:").removeprefix("//")
    if not source.startswith("file:") or not path.startswith("/"):
        raise TokenUnavailable("in the PKCS#11 URI, pin-source must be file:/an/absolute/path")
    return path
