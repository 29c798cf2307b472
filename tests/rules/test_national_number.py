"""National register numbers are found in every dress, and nothing else is taken for one."""

import re
import string
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.national_number import MASK, Span, contains, find_national_numbers, is_valid, mask
from tests.hostile import digits

FULL_WIDTH = str.maketrans(string.digits, "０１２３４５６７８９")
ARABIC_INDIC = str.maketrans(string.digits, "٠١٢٣٤٥٦٧٨٩")
SEPARATORS = ["", " ", ".", "-", "/", " - ", "\u00a0", "\u2011", "\u2009", "\u202f", "\u2013", "\u200b", ". ", "\t"]
HTML_SEPARATORS = ["&nbsp;", "&#8209;", "</b><b>", "<wbr>", "&shy;", "</td>\n<td>", " <i>-</i> "]


@st.composite
def valid_numbers(draw: st.DrawFn) -> str:
    """Eleven digits of somebody born in 1900-2049, sometimes a BIS number, sometimes with an unknown birthday."""
    century = draw(st.sampled_from([1900, 2000]))
    year = draw(st.integers(0, 99 if century == 1900 else 49))
    month = draw(st.integers(0, 12))
    day = draw(st.integers(0 if month == 0 else 1, 28))
    month += draw(st.sampled_from([0, 0, 20, 40]))
    nine = f"{year:02}{month:02}{day:02}{draw(st.integers(1, 998)):03}"
    base = int(nine) + (2_000_000_000 if century == 2000 else 0)
    return f"{nine}{97 - base % 97:02}"


@st.composite
def written_numbers(draw: st.DrawFn, separators: list[str] = SEPARATORS) -> str:
    digits = draw(valid_numbers()).translate(draw(st.sampled_from([{}, {}, FULL_WIDTH, ARABIC_INDIC])))
    cuts = draw(st.sampled_from([(2, 4, 6, 9), (6, 9), (6,), (2, 4, 6), (9,), tuple(range(1, 11)), (3, 6, 9), (4, 8)]))
    one = draw(st.sampled_from(separators))
    return one.join(digits[start:end] for start, end in zip((0, *cuts), (*cuts, 11), strict=True))


WORDS = st.text(alphabet=st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="+<&"), max_size=30)


@pytest.mark.parametrize(
    "text",
    [
        "85.07.30-033.28",
        "Rijksregisternummer 85.07.30-033 28, zie bijlage",
        "85073003328",
        "INSZ:85073003328.",
        "(85/07/30 033/28)",
        "８５.０７.３０－０３３.２８",
        "85.07.30‑033.28",
        "8 5 0 7 3 0 0 3 3 2 8",
        "<td>85.07.30</td><td>033.28</td>",
        "85.07.30&nbsp;-&nbsp;033.28",
        "&#56;5.07.30-033.28",
        '<input value="85073003328">',
        "85.07.30-\r\n> 033.28",
        "gsm 0470 12 34 56 85.07.30-033.28",
        "- + 85.07.30-033.28",
        "1985.07.30-033.28",
        "1985-07-30 033 28",
        "1985073003328",
        "geboren 2017.07.30-033.84",
        "85–07–30–033–28",
        "+85–07–30–033–28",
        "+3285073003328",
        "+3285.07.30-033.28",
        "003285073003328",
    ],
)
def test_a_number_is_found_however_it_was_typed(text: str) -> None:
    assert contains(text)
    masked, count = mask(text)
    assert count == 1
    assert not contains(masked)


@pytest.mark.parametrize(
    "number",
    [
        "93051822361",  # the example of the identity card, born in the last century
        "17073003384",  # born in 2017
        "40000095579",  # birthday unknown: month and day are 00
        "85473003317",  # a BIS number with a known gender (month + 40)
        "85273003371",  # a BIS number without (month + 20)
    ],
)
def test_each_kind_of_number_passes_its_own_check(number: str) -> None:
    assert is_valid(number)
    assert contains(f"nr. {number}")


@pytest.mark.parametrize(
    "text",
    [
        "+32 470 12 34 56",
        "0032 470 12 34 56",
        "0470 12 34 56 of 015 12 34 56",
        "BE68 5390 0754 7034",
        "BE68539007547034",
        "Zaak CM-2026-00123 van 15/12/2026 om 09.30",
        "Ondernemingsnummer 0123.456.749",
        "85.07.30-033.29",  # one digit off
        "85.13.30-033.28",  # no such month
        "85073003328123",  # part of something longer
        "185073003328",
        "12\n34\n56\n78\n901",
        "1985.07.30-033.29",
        "2085.07.30-033.28",  # born in that century it is none
        "2017.07.30-033.28",
        "op 2017-07-30 0:33:84",  # a day and an hour
        "3285073003328",  # thirteen digits and no plus: an article, not a telephone
        "+32 470 12 34 56 en +32 15 12 34 56",
        "0032470123456, 003215123456",
        "Vrij van 2026-11-22 tot 2027-01-04",
    ],
)
def test_telephones_accounts_dates_and_case_numbers_are_left_alone(text: str) -> None:
    assert find_national_numbers(text) == []
    assert mask(text) == (text, 0)


def test_an_account_that_holds_a_valid_number_is_still_an_account() -> None:
    body = "085073003328"
    check = 98 - int(f"{body}111400") % 97
    account = f"BE{check:02}{body}"
    grouped = f"{account[:4]} 0 85073003328"
    assert contains(grouped)  # without the account's own grouping it is a number that stands beside others
    assert not contains(f"Rekening {' '.join(account[start : start + 4] for start in range(0, 16, 4))}")
    assert not contains(f"Rekening {account}")


def test_an_international_telephone_that_happens_to_fit_is_left_alone_unless_dotted() -> None:
    assert not contains("bel +85073003328")
    assert contains("+85.07.30-033.28")


def test_masking_keeps_the_shape_and_says_how_many() -> None:
    text = "Lars (85.07.30-033.28) en <b>93 05 18</b> 223 61 samen"
    assert mask(text) == ("Lars (••.••.••-•••.••) en <b>•• •• ••</b> ••• •• samen", 2)


def test_the_place_of_each_number_is_told() -> None:
    text = "a 85073003328 b 93.05.18-223.61"
    spans = find_national_numbers(text)
    assert spans == [Span(2, 13), Span(16, 31)]
    assert text[slice(*spans[1])] == "93.05.18-223.61"


@given(WORDS, written_numbers(), WORDS)
def test_every_valid_number_in_every_formatting_is_found(before: str, number: str, after: str) -> None:
    text = f"{before} {number} {after}"
    assert contains(text)
    assert not contains(mask(text)[0])


@given(valid_numbers(), st.sampled_from(["", " ", ".", "-", "/", "\u2013"]), WORDS)
def test_a_number_with_its_year_in_four_digits_is_found(number: str, between: str, before: str) -> None:
    born = "19" if int(number[9:]) == 97 - int(number[:9]) % 97 else "20"
    parts = (born + number[:2], number[2:4], number[4:6], number[6:9], number[9:])
    text = f"{before} {between.join(parts)}"
    assert contains(text)
    assert not contains(mask(text)[0])


@given(written_numbers(["", " ", ".", "-"]), st.sampled_from(["+32", "0032"]))
def test_a_number_glued_to_the_code_of_the_country_is_found(number: str, code: str) -> None:
    assert contains(f"bel {code}{number}")


@given(st.sampled_from(["+32", "0"]), st.integers(11_000_000, 499_999_999), st.sampled_from(["", " ", ".", "/"]))
def test_a_belgian_telephone_is_never_taken_for_a_number(code: str, subscriber: int, between: str) -> None:
    digits = str(subscriber)
    cut = len(digits) % 2 + 2
    pairs = [digits[at : at + 2] for at in range(cut, len(digits), 2)]
    assert not contains(f"{code}{between}{digits[:cut]}{between}{between.join(pairs)}")


@given(
    st.datetimes(datetime.fromisoformat("1900-01-01")),  # as a clock on a wall says it
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y%m%d %H%M%S", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S"]),
)
def test_a_moment_is_never_taken_for_a_number(moment: datetime, written: str) -> None:
    assert not contains(moment.strftime(written))


@given(written_numbers(HTML_SEPARATORS))
def test_every_valid_number_in_html_is_found(number: str) -> None:
    assert contains(f"<p>{number}</p>")


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    once, _ = mask(text)
    assert mask(once) == (once, 0)


@given(st.lists(st.one_of(written_numbers(), st.text(alphabet="0123456789 .-/+<>b&;#\n", max_size=12)), max_size=6))
def test_masking_is_idempotent_among_crowds_of_digits(pieces: list[str]) -> None:
    once, count = mask("".join(pieces))
    assert mask(once) == (once, 0)
    assert (count == 0) == (MASK not in once)


@given(st.text(alphabet=string.ascii_letters + string.digits + " .,-/\n"))
def test_text_without_a_valid_eleven_stays_as_it_was(text: str) -> None:
    digits = re.sub(r"\D", "", text)
    if not any(is_valid(digits[start : start + 11]) for start in range(len(digits))):
        assert mask(text) == (text, 0)


def test_a_long_hostile_text_is_read_to_its_end() -> None:
    hostile = digits(3_000)
    assert not contains(hostile)
    assert contains(f"{hostile} 85.07.30-033.28")


@pytest.mark.parametrize(
    "typed",
    ["85,07,30-033,28", "85:07:30:033:28", "85.07.30 (033) 28", "85.07.30;033.28", "850730|03328", "850730*03328"],
)
def test_an_unusual_way_of_writing_hides_no_number(typed: str) -> None:
    assert contains(f"Zijn nummer is {typed}, schrijf je het op?")
