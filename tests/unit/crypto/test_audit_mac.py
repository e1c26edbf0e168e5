from sealcanvas.crypto.audit_mac import GENESIS, chain
from sealcanvas.crypto.secret import Secret

KEY = Secret(b"a" * 32)


def links(records: list[bytes], key: Secret = KEY) -> list[bytes]:
    found = [GENESIS]
    for record in records:
        found.append(chain(key, found[-1], record))
    return found[1:]


def test_every_record_its_order_and_the_key_are_bound() -> None:
    honest = links([b"one", b"two", b"three"])
    assert honest == links([b"one", b"two", b"three"])
    others = [[b"two", b"one", b"three"], [b"onet", b"wo", b"three"], [b"one", b"three"], [b"x", b"two", b"three"]]
    assert honest[-1] not in {links(other)[-1] for other in others}
    assert honest[-1] != links([b"one", b"two", b"three"], Secret(b"b" * 32))[-1]
    assert len({*honest}) == 3
