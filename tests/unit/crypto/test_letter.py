import copy
import pickle

import pytest

from sealcanvas.crypto.errors import CryptoError, NotSealed, Tampered
from sealcanvas.crypto.letter import LetterBox, seal_letter


def test_a_letter_opens_in_its_box_under_its_context() -> None:
    box = LetterBox()
    for text in (b"", b"credentials", bytes(5000)):
        letter = seal_letter(box.public, b"exchange", text)
        assert box.open(letter, b"exchange") == text
        assert text == b"" or text not in letter


def test_two_letters_are_never_alike() -> None:
    box = LetterBox()
    assert seal_letter(box.public, b"", b"same") != seal_letter(box.public, b"", b"same")
    assert LetterBox().public != box.public


def test_a_letter_opens_nowhere_else_and_unchanged_only() -> None:
    box = LetterBox()
    letter = seal_letter(box.public, b"exchange", b"credentials")
    with pytest.raises(Tampered):
        LetterBox().open(letter, b"exchange")
    with pytest.raises(Tampered):
        box.open(letter, b"another")
    for position in range(len(letter)):
        changed = bytearray(letter)
        changed[position] ^= 0x40
        with pytest.raises(Tampered):
            box.open(bytes(changed), b"exchange")
    for length in (0, 47, 48, len(letter) - 1):
        with pytest.raises(CryptoError):
            box.open(letter[:length], b"exchange")
    with pytest.raises(Tampered):
        box.open(bytes(len(letter)), b"exchange")


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(32), bytes(33)])
def test_nothing_is_sealed_to_what_is_no_public_key(public: bytes) -> None:
    with pytest.raises(NotSealed):
        seal_letter(public, b"", b"text")


def test_a_box_is_neither_shown_nor_copied() -> None:
    box = LetterBox()
    assert repr(box) == "LetterBox(…)"
    for take in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            take(box)
