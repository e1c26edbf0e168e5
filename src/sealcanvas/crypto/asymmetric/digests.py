"""The hash function that AWS's name of an algorithm ends with."""

from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512, HashAlgorithm

_HASHES: dict[str, type[SHA1] | type[SHA256] | type[SHA384] | type[SHA512]] = {
    "SHA_1": SHA1,
    "SHA_256": SHA256,
    "SHA_384": SHA384,
    "SHA_512": SHA512,
}


def hash_of(algorithm: str) -> HashAlgorithm:
    """The hash function of an algorithm such as "RSASSA_PSS_SHA_384".

    Raises:
        KeyError: its name does not end with one of SHA-1 and SHA-2.
    """
    return _HASHES["_".join(algorithm.split("_")[-2:])]()
