"""From a root's name to its keeper: `file:PATH`, `passphrase:`, `pkcs11:…`, `aws-kms:ARN`, `vault:URL/KEY`."""

from pathlib import Path
from urllib.parse import quote, unquote

from sealcanvas.roots.aws_kms import AwsKmsKeeper
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.keeper import Keeper, Sources
from sealcanvas.roots.key_file_keeper import KeyFileKeeper
from sealcanvas.roots.passphrase import PassphraseKeeper
from sealcanvas.roots.pkcs11 import TokenURI
from sealcanvas.roots.pkcs11_keeper import Pkcs11Keeper
from sealcanvas.roots.vault import VaultKeeper

KINDS = ("file", "passphrase", "pkcs11", "aws-kms", "vault")


def keeper_of(locator: str, default_file: Path, sources: Sources, *, changing: bool = False) -> Keeper:
    """The keeper that a locator names.

    Args:
        locator: as a person wrote it, or as the root record has it.
        default_file: what `file:` without a path is.
        changing: a root key is to be moved to this keeper: a new passphrase, for one.

    Raises:
        RootUnavailable: it names none, or has not the form.
    """
    kind, colon, rest = locator.partition(":")
    if not colon or kind not in KINDS:
        raise RootUnavailable(f"a root is named by {', '.join(f'{each}:' for each in KINDS)} (docs/roots.md)")
    if any(not each.isprintable() or each.isspace() for each in locator) or not locator.isascii():
        raise RootUnavailable("a root's name has neither spaces nor characters beyond ASCII: write them as %20")
    match kind:
        case "file":
            path = Path(unquote(rest))
            if rest and not path.is_absolute():
                raise RootUnavailable("a root key file is named by its absolute path: file:/path/root.key")
            return KeyFileKeeper(f"file:{quote(str(path))}", path) if rest else KeyFileKeeper(locator, default_file)
        case "passphrase":
            if rest:
                raise RootUnavailable("a passphrase stands in SEALCANVAS_ROOT_PASSPHRASE_FILE, never in passphrase:")
            return PassphraseKeeper(sources, changing=changing)
        case "pkcs11":
            return Pkcs11Keeper(TokenURI.parse(locator), sources)
        case "aws-kms":
            return AwsKmsKeeper.parse(rest)
        case _:
            return VaultKeeper.parse(rest, sources)
