from sealcanvas.crypto.digest import constant_time_equal, hmac_sha256, sha256
from sealcanvas.crypto.secret import Secret


def test_sha256_of_fips_180_4() -> None:
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256(b"abc").hex() == sha256(memoryview(b"abc")).hex() == expected


def test_hmac_of_rfc_4231_case_2() -> None:
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert hmac_sha256(Secret(b"Jefe"), b"what do ya want for nothing?").hex() == expected


def test_constant_time_equal() -> None:
    assert constant_time_equal(b"a", b"a")
    assert not constant_time_equal(b"a", b"b")
    assert not constant_time_equal(b"a", b"aa")
