"""Readers for the published vectors that `cryptography_vectors` ships."""

from collections.abc import Iterator

import cryptography_vectors


def lines_of(path: str) -> list[str]:
    """The stripped lines of a vector file."""
    with cryptography_vectors.open_vector_file(path, "r") as file:
        return [line.strip() for line in file.read().splitlines()]


def cavp(path: str, last: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The cases of a file in the form of NIST's CAVP: the "[section]" that each is in, and its members.

    Args:
        last: the member that ends a case; those before it are kept for the cases that follow (a key's, say).
    """
    section, members = "", dict[str, str]()
    for line in lines_of(path):
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            members[name.strip()] = value.strip()
            if name.strip() == last:
                yield section, dict(members)


def labelled(path: str) -> Iterator[tuple[str, bytes]]:
    """The hexadecimal values of a file in the form of PKCS #1's vectors, each with the comment line above it."""
    label, digits = "", ""
    for line in [*lines_of(path), "#"]:
        if not line.startswith("#"):
            digits += line.replace(" ", "") if all(c in "0123456789abcdef " for c in line) else ""
            continue
        if digits:
            yield label, bytes.fromhex(digits.zfill(len(digits) + len(digits) % 2))
            digits = ""
        label = line.strip("# :")
