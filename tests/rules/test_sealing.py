"""What lies in the database cannot be read, changed or moved by who has the database alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sealing import BrokenSeal, Sealed, Sealer, UnknownKey, key_id_of

OLD, NEW = "an old secret, long enough to be one", "a new secret, long enough to be one too"
MAIL = b"From: zorg@school.example\r\n\r\nNoor komt al drie weken niet meer."


@given(st.binary(max_size=5000))
def test_what_was_sealed_opens_as_it_was(plain):
    sealed = Sealer([NEW]).seal(plain)
    assert Sealer([NEW]).open(sealed.key_id, sealed.blob) == plain


def test_nothing_of_the_mail_can_be_read_in_the_sealed_bytes():
    sealed = Sealer([NEW]).seal(MAIL)
    assert b"Noor" not in sealed.blob
    assert NEW not in repr(sealed)


def test_the_same_mail_sealed_twice_does_not_look_the_same():
    assert Sealer([NEW]).seal(MAIL).blob != Sealer([NEW]).seal(MAIL).blob


def test_after_a_change_of_secret_old_mails_open_and_new_ones_use_the_new_key():
    old = Sealer([OLD]).seal(MAIL)
    both = Sealer([NEW, OLD])
    assert both.open(old.key_id, old.blob) == MAIL
    assert both.seal(MAIL).key_id == key_id_of(NEW) != old.key_id


def test_a_secret_that_is_gone_is_named_by_its_id_and_never_shown():
    old = Sealer([OLD]).seal(MAIL)
    with pytest.raises(UnknownKey, match=old.key_id) as caught:
        Sealer([NEW]).open(old.key_id, old.blob)
    assert OLD not in str(caught.value)
    assert NEW not in str(caught.value)


@pytest.mark.parametrize("place", [0, 11, 12, 40, -1])
def test_one_changed_byte_breaks_the_seal(place):
    sealed = Sealer([NEW]).seal(MAIL)
    changed = bytearray(sealed.blob)
    changed[place] ^= 1
    with pytest.raises(BrokenSeal):
        Sealer([NEW]).open(sealed.key_id, bytes(changed))


@pytest.mark.parametrize("blob", [b"", b"short", b"0" * 12, b"0" * 27])
def test_bytes_cut_short_are_a_broken_seal_and_no_crash(blob):
    with pytest.raises(BrokenSeal):
        Sealer([NEW]).open(key_id_of(NEW), blob)


def test_a_mail_moved_to_another_row_does_not_open_there():
    sealed = Sealer([NEW]).seal(MAIL, context=b"mail 1")
    assert Sealer([NEW]).open(sealed.key_id, sealed.blob, context=b"mail 1") == MAIL
    with pytest.raises(BrokenSeal):
        Sealer([NEW]).open(sealed.key_id, sealed.blob, context=b"mail 2")


def test_bytes_from_the_database_open_as_well():
    sealed = Sealer([NEW]).seal(MAIL)
    assert Sealer([NEW]).open(sealed.key_id, memoryview(sealed.blob)) == MAIL


@pytest.mark.parametrize("secrets", [[], [""], ["  "], "one string instead of a list"])
def test_an_installation_without_a_secret_does_not_seal(secrets):
    with pytest.raises(ValueError, match="secret key"):
        Sealer(secrets)


def test_what_is_stored_is_small_and_plain():
    sealed = Sealer([NEW]).seal(b"")
    assert sealed == Sealed(key_id_of(NEW), sealed.blob)
    assert (len(sealed.key_id), len(sealed.blob)) == (12, 12 + 16)
