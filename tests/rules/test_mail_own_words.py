"""What somebody wrote now is kept apart from quotes and signature, and never lost."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.intake.mail import html
from hub.intake.mail.flowed import unflowed
from hub.intake.mail.quotes import own_words
from hub.intake.mail.reading import read_mail
from tests.hostile import QUOTES

MAILS = Path(__file__).parents[1] / "mails"
STORY = "Dag,\n\nLars komt al drie weken niet meer.\nZijn mama neemt niet op."
OUTLOOK = (
    "\n\nVan: Meldpunt <meldpunt@hub.example>\nVerzonden: maandag 3 mei 2026 10:12\n"
    "Aan: An\nOnderwerp: Vraag\n\nDag An,"
)
SAMPLES = {
    "correct_sig.txt": "this is an email with a correct -- signature.",
    "email_1_3.txt": "Oh thanks.\n\nHaving the function would be great.\n\n-Abhishek Kona",
    "email_1_6.txt": "I get proper rendering as well.",
    "email_2_2.txt": "Outlook with a reply directly above line",
    "email_nl_1_2.txt": "Outlook met een antwoord",
    "email_one_is_not_on.txt": "Thank, this is really helpful.\n\nOne outstanding question I had:\n\n"
    "Locally (on development), when I run...",
    "email_sent_from_iPhone.txt": "Here is another email",
    "email_sent_from_not_signature.txt": "Here is another email\n\n"
    "Sent from my desk, is much easier than my mobile phone.",
    "email_danish_4.txt": "Hej,\n\nSvar.",
    "email_bullets.txt": "\n\n\n   - how about bullets\n   - and another",
    "pathological.txt": "I think you're onto something. I will try to fix the problem as soon as I\n"
    "get back to a computer.",
}


@pytest.mark.parametrize(
    "quote",
    [
        "\n\nOp ma 3 mei 2026 om 10:12 schreef Meldpunt <meldpunt@hub.example>:\n\n> Dag An,\n> Hoe oud is hij?",
        "\n\nOp 3 mei 2026 om 10:12 schreef Meldpunt <\nmeldpunt@hub.example>:\n\n> Dag An,",
        "\n\nOp 3 mei 2026, om 10:12 heeft Meldpunt <meldpunt@hub.example> het volgende geschreven:\n\n> Dag An,",
        "\n\nOp 03-05-2026 om 10:12 schreef Meldpunt:\n> Dag An,\n> Hoe oud is hij?",
        "\n\nLe lun. 3 mai 2026 à 10:12, Meldpunt <meldpunt@hub.example> a écrit :\n\n> Dag An,",
        "\n\nOn Mon, May 3, 2026 at 10:12 AM Meldpunt <meldpunt@hub.example> wrote:\n\n> Dag An,",
        "\n\nAm 03.05.2026 um 10:12 schrieb Meldpunt <meldpunt@hub.example>:\n> Dag An,",
        OUTLOOK,
        "\n\n________________________________" + OUTLOOK[1:],
        "\n\n-----Oorspronkelijk bericht-----\nVan: Meldpunt\n\nDag An,",
        "\n\nDe : Meldpunt <meldpunt@hub.example>\nEnvoyé : lundi 3 mai 2026 10:12\nÀ : An\nObjet : Question\n\nDag",
    ],
)
@pytest.mark.parametrize("signature", ["", "\n\n-- \nAn\nzorgcoördinator", "\n\nMet vriendelijke groeten,\nAn Peeters"])
def test_a_quoted_letter_and_a_signature_are_left_out(quote: str, signature: str) -> None:
    assert own_words(STORY + signature + quote) == STORY


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "Bedankt, ik stuur je nog:\n- het verslag\n- de afwezigheden\n\nEn Lars is 15.",
        "Thanks, we zien Lars niet meer.",
        "Op 3 mei heeft de school gemeld dat Lars weg was. De mama zei:\nik weet het ook niet meer.",
        "Op 3 mei om 10 uur schreef de leerkracht:\nLars is weggelopen.\nWe zijn bezorgd.",
        "Naam: Lars Willems\nVan: 3de jaar A-stroom\nDatum: 12/09/2010\nSchool: De Vlinder",
        "> Lars komt niet meer\n> Zijn mama neemt niet op",
        "Dit is het verhaal:\n\n> Lars komt niet meer\n> Zijn mama neemt niet op",
        "Groeten\nvan een bezorgde juf. " + "Lars komt al drie weken niet meer en niemand weet waar hij is. " * 3,
        "--\nLars komt niet meer.",
        "Met vriendelijke groet",
        "Dag\n\n--\n\n"
        + "Dit is een lang verhaal over Lars en zijn broer, dat maar blijft duren en duren en duren.\n" * 20,
        "Zoals Jan (jan@school.example) schreef op 3 mei:\nLars is weg.",
        "Dag\n---------------------------------\nLeerling: Lars\nKlas: 3B",
    ],
)
def test_nobody_loses_own_words(text: str) -> None:
    assert own_words(text) == text.strip()


def test_answers_between_the_quoted_lines_are_kept_with_what_they_answer() -> None:
    text = (
        "Op 3 mei 2026 om 10:12 schreef Meldpunt <meldpunt@hub.example>:\n> Hoe oud is hij?\nVijftien.\n> En de mama?\n"
        "Die weet ervan.\n> Groeten"
    )
    assert own_words(text) == text.removesuffix("\n> Groeten")


def test_who_answers_below_in_red_keeps_the_whole() -> None:
    text = "Dag, zie mijn antwoorden hieronder in het rood." + OUTLOOK + "\nHoe oud is hij? Vijftien."
    assert own_words(text) == text


def test_a_forwarded_mail_is_news_and_stays_whole() -> None:
    told = (
        "Info.\n\n---------- Forwarded message ---------\nFrom: An <an@school.example>\nDate: 3 mei\nTo: ons\n\nLars."
    )
    assert own_words(told) == told
    outlook = f"Zie onder.{OUTLOOK}\nLars komt niet meer."
    for subject, whole in [("FW: Lars", True), ("Lars", True), ("RE: Lars", False)]:
        read = read_mail(f"From: a@school.example\nSubject: {subject}\n\n{outlook}".encode())
        assert (read.own_text == outlook) is whole, subject


@pytest.mark.parametrize("path", sorted((MAILS / "crisp-forward").glob("*_body*.txt")), ids=lambda path: path.stem)
def test_no_forwarded_body_is_cut(path: Path) -> None:
    read = read_mail(path.read_bytes())
    if path.stem.endswith("variant_4"):  # these are answers
        assert read.own_text.startswith("That's true!")
    else:
        assert read.own_text == read.body_text.strip()


@pytest.mark.parametrize(("name", "own"), SAMPLES.items())
def test_replies_in_many_languages_keep_what_their_writers_wrote(name: str, own: str) -> None:
    text = (MAILS / "alfonsrv-replies" / name).read_text("utf-8", "replace")
    found = own_words(text)
    assert own in found
    assert found in text.strip() or found == "\n".join(line for line in text.strip().split("\n"))


@given(st.text())
def test_own_words_are_never_empty_and_never_invented(text: str) -> None:
    own = own_words(text)
    assert own in text
    assert bool(re.search(r"\w", own)) == bool(re.search(r"\w", text.strip()))


@given(
    st.lists(st.sampled_from(["> ", ">", "Op 3 mei schreef Jan <a@b.example>:", "Lars", "-- ", "Mvg", "", "Van: An"]))
)
def test_the_first_own_line_survives_any_salad_of_quotes(lines: list[str]) -> None:
    assert own_words("\n".join(["Lars is weg.", *lines])).startswith("Lars is weg.")


@pytest.mark.parametrize("line", QUOTES)
def test_a_hostile_text_is_read_to_its_end(line: str) -> None:
    for text in (line * 50_000, f"{line}\n" * 20_000):
        assert own_words(text) in text


def test_flowed_lines_become_paragraphs() -> None:
    assert unflowed("Lars komt \nniet meer.\n> Hoe \n> oud?\n-- \nAn") == "Lars komt niet meer.\n> Hoe oud?\n-- \nAn"
    assert unflowed("schrik \nbarend", delete_space=True) == "schrikbarend"


def test_html_is_read_as_a_person_sees_it() -> None:
    page = html.made_safe(
        "<style>p{}</style><p>Dag&nbsp;An,</p><ul><li>één<li>twee</ul><table><tr><td>Naam<td>Lars</table>"
        "<blockquote>Hoe oud?<br>En waar?</blockquote><a href='https://school.example/x'>hier</a>"
    )
    assert html.as_text(page) == (
        "Dag An,\n\n- één\n- twee\n\nNaam\tLars\n\n> Hoe oud?\n> En waar?\n\nhier <https://school.example/x>"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=https://spy.example/pixel.gif>",
        "<a href='javascript:alert(1)'>x</a>",
        "<p onclick=alert(1) style='background:url(https://spy.example)'>x</p>",
        "<iframe src=https://spy.example></iframe>",
        "<form action=https://spy.example><input></form>",
        "<svg><script>alert(1)</script></svg>",
        "<link rel=stylesheet href=https://spy.example>",
        "<meta http-equiv=refresh content='0;url=https://spy.example'>",
    ],
)
def test_nothing_in_a_mail_runs_or_calls_home(hostile: str) -> None:
    page = read_mail(f"Content-Type: text/html\n\n<p>Dag</p>{hostile}".encode()).body_html_safe
    assert "Dag" in page
    assert not re.search(r"script|spy\.example|alert|style", page)


def test_pictures_of_the_mail_itself_stay() -> None:
    assert html.made_safe('<img src="cid:foto@school" alt="foto">') == '<img src="cid:foto@school" alt="foto">'


def test_a_stub_that_says_your_reader_is_too_old_gives_way_to_the_page() -> None:
    page = f"<p>{'Lars komt al drie weken niet meer naar school. ' * 10}</p>"
    raw = (
        "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nThis message needs an HTML reader.\n"
        f"--b\nContent-Type: text/html\n\n{page}\n--b--\n"
    )
    assert read_mail(raw.encode()).own_text.startswith("Lars komt")
