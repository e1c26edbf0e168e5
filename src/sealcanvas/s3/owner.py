"""The canonical user id by which S3 names an account in listings."""

import hashlib


def owner(account: str) -> dict[str, str]:
    """Return the account as S3's `Owner`: 64 hexadecimal digits, and the account id as its name."""
    return {"DisplayName": account, "ID": hashlib.sha256(f"canonical-user:{account}".encode()).hexdigest()}
