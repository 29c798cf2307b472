"""What a text that is written anew changes, word by word."""

from hub.dispatch.sharing.legal import changed


def test_what_changes_is_said_word_by_word_and_as_a_whole_where_little_stays() -> None:
    assert changed("Wie akkoord was, kan dat terugnemen.", "Wie akkoord was, kan dat altijd terugnemen.") == [
        ("same", "Wie akkoord was, kan dat"), ("new", "altijd"), ("same", "terugnemen."),
    ]  # fmt: skip
    assert changed("Een NAFT-traject start pas later.", "Wij beslissen.") == [
        ("out", "Een NAFT-traject start pas later."), ("new", "Wij beslissen."),
    ]  # fmt: skip
    assert changed("Zoals het was.", "Zoals het was.") == []
