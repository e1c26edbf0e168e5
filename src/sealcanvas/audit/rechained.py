"""The hash chain under a new root key: each link is checked as it stands, then made anew."""

from sealcanvas.crypto.audit_mac import GENESIS, chain
from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.new_root import NotFollowed, Remake, Row

CHAIN = "audit-chain"


def rechained(old: Secret, new: Secret, epoch: int) -> Remake:  # noqa: ARG001 - the seam's signature
    """The links of a trail under another root key.

    Raises (as links are made):
        NotFollowed: the chain is broken; under a new key it would look whole.
    """
    old_key, new_key = derive(old, CHAIN), derive(new, CHAIN)
    count, before, made = 0, GENESIS, GENESIS

    def link(row: Row) -> bytes:
        nonlocal count, before, made
        count += 1
        before = chain(old_key, before, row["record"])
        if before != row["link"] or count != row["sequence"]:
            raise NotFollowed(
                f"record {count} of the audit trail does not follow from the one before it: a new root key would hide "
                "that (`sealcanvas verify` tells more)"
            )
        made = chain(new_key, made, row["record"])
        return made

    return link
