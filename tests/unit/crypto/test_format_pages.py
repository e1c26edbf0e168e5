"""The pages in docs/formats are true: their code runs, their reader opens our files, their vectors hold."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from sealcanvas.crypto import kms_blob, wrap
from sealcanvas.crypto.canonical import bind, canonical
from sealcanvas.crypto.column import ColumnCipher
from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.sealed import SealedHeader, Sealer, Unsealer
from sealcanvas.crypto.sealed_header import SealedKind
from sealcanvas.crypto.sealed_range import RangeReader
from sealcanvas.crypto.secret import Secret

FORMATS = Path(__file__).parents[3] / "docs" / "formats"
PAGES = ["building-blocks", "sealed-object", "kms-ciphertext", "root-wrap", "sealed-column", "sealed-letter"]
VECTORS = json.loads((FORMATS / "vectors.json").read_text())["vectors"]


def blocks(page: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", (FORMATS / f"{page}.md").read_text(), re.DOTALL | re.MULTILINE)


def run(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(code, "page", "exec"), names)  # noqa: S102  # code of our own pages
    return names


@pytest.mark.parametrize("page", PAGES)
def test_every_code_block_runs(page: str) -> None:
    assert blocks(page)
    for code in blocks(page):
        run(code)


def test_the_page_and_the_package_bind_alike() -> None:
    bind_of_page = run(blocks("building-blocks")[0])["bind"]
    for fields in ((), (b"",), (b"a", b"bc"), (bytes(300),)):
        assert bind_of_page(*fields) == bind(*fields)


@pytest.mark.parametrize("size", [0, 1, 16_383, 16_384, 16_385, 3 * 1024 * 1024 + 5])
def test_the_reader_on_the_page_opens_our_files(size: int) -> None:
    code = next(code for code in blocks("sealed-object") if "def unseal" in code)
    assert len(code.splitlines()) <= 40
    assert "sealcanvas.crypto" not in code
    unseal = run(code)["unseal"]
    key, context = Secret.random(), bind(b"bucket", b"object", b"version", canonical({"a": "b"}))
    file = io.BytesIO()
    sealer = Sealer(file, key, SealedHeader(SealedKind.OBJECT, "arn:aws:kms:r:a:key/k", b"wrapped"), context)
    sealer.write(bytes(size))
    sealer.finish()
    sealed = file.getvalue()
    assert b"".join(unseal(io.BytesIO(sealed), key.reveal(), context)) == bytes(size)
    for broken, bound in ((sealed[:-1], context), (sealed, b""), (sealed[:-1] + bytes([sealed[-1] ^ 1]), context)):
        with pytest.raises(InvalidTag):
            b"".join(unseal(io.BytesIO(broken), key.reveal(), bound))


def open_vector(vector: dict[str, Any]) -> bytes:
    key, sealed = Secret(bytes.fromhex(vector["key"])), bytes.fromhex(vector["sealed"])
    match vector["format"]:
        case "kms-ciphertext":
            return kms_blob.open(key, sealed, vector["encryption_context"])
        case "root-wrap":
            return wrap.unwrap(key, vector["purpose"], bytes.fromhex(vector["name_bytes"]), sealed).reveal()
        case "sealed-column":
            cipher, row = ColumnCipher(key, vector["column"]), bytes.fromhex(vector["row"])
            plain = cipher.open(sealed, row=row)
            assert cipher.index(plain).hex() == vector["index"]
            return plain
        case _:
            context = bytes.fromhex(vector["context"])
            plain = b"".join(Unsealer(io.BytesIO(sealed), key, context))
            ranged = RangeReader(io.BytesIO(sealed), len(sealed), key, context)
            assert ranged.read(0, ranged.length) == plain
            return plain


@pytest.mark.parametrize("vector", [pytest.param(v, id=f"{v['format']}-{v['name']}") for v in VECTORS])
def test_vectors(vector: dict[str, Any]) -> None:
    if vector["expect"] == "success":
        assert open_vector(vector) == bytes.fromhex(vector["plaintext"])
    else:
        with pytest.raises(CryptoError) as caught:
            open_vector(vector)
        assert type(caught.value).__name__ == vector["expect"]


def test_every_format_has_vectors_of_both_kinds() -> None:
    for format_name in ("kms-ciphertext", "root-wrap", "sealed-column", "sealed-object"):
        expects = {vector["expect"] for vector in VECTORS if vector["format"] == format_name}
        assert "success" in expects
        assert len(expects) >= 2
