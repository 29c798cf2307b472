"""What people type at the front door: what must be there, what is refused, what a file really is."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hub.dispatch.case import Stage
from hub.dispatch.codes import Channel
from hub.intake.draft import CallNote, Draft, read_draft, read_note
from hub.intake.form_keys import key_of, seal
from hub.intake.questions import SECTIONS
from hub.intake.sections import Absence, Consent, Parent
from hub.intake.typed import check, shown, values_in
from hub.intake.uploads import MOST_BYTES, NotTaken, look, safe_name
from hub.intake.way import way
from hub.problems import Invalid

TODAY = date(2026, 9, 15)
A_NUMBER = "85.07.30-033.28"
ELS = {
    "referrer_name": "Els Dierckx", "referrer_organisation": "Sint-Jansatheneum (demo)", "referrer_kind": "school",
    "referrer_email": "Els@SintJans.example", "main_reason": "truancy", "story": "Noor komt al drie weken niet.",
}  # fmt: skip


def draft(**changes: Any) -> Draft:
    return read_draft(values_in({**ELS, **changes}, Draft), TODAY)


def mistakes(**changes: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as found:
        draft(**changes)
    return found.value.errors


def test_els_needs_only_who_she_is_one_reason_and_her_story() -> None:
    case = draft().new_case()
    assert (case.channel, case.referrer.email, case.first_name) == (Channel.FORM, "els@sintjans.example", "")


def test_an_empty_form_says_all_that_is_missing_at_once_and_in_the_order_of_the_page() -> None:
    with pytest.raises(Invalid) as found:
        read_draft(values_in({}, Draft), TODAY)
    assert list(found.value.errors) == [
        "referrer_name", "referrer_organisation", "referrer_kind", "referrer_email", "main_reason", "story",
    ]  # fmt: skip


def test_a_mistake_in_one_field_does_not_hide_what_is_wrong_between_fields() -> None:
    assert set(mistakes(story="", urgent="1")) == {"story", "urgency_motive"}


def test_urgency_is_taken_with_a_motive_and_forgotten_without_its_tick() -> None:
    assert draft(urgent="1", urgency_motive="Morgen is de tuchtraad.").new_case().urgent
    assert draft(urgency_motive="Toch niet.").new_case().urgency_motive == ""


@pytest.mark.parametrize("field", ["story", "referrer_name", "referrer_phone", "last_name", "school_name", "postcode"])
def test_a_national_register_number_is_refused_in_whatever_field_it_stands(field: str) -> None:
    assert "rijksregisternummer" in mistakes(**{field: f"zie {A_NUMBER}"})[field]


def test_a_national_register_number_spread_over_the_story_is_refused_too() -> None:
    assert "rijksregisternummer" in mistakes(story="Nummer 850730 033\n28 volgens de moeder.")["story"]


def test_the_home_municipality_follows_from_the_postcode() -> None:
    assert draft(postcode="2800").new_case().home_nis == "12025"


def test_an_unknown_postcode_is_said_so() -> None:
    assert "postcode" in mistakes(postcode="0123")


def test_where_the_street_decides_the_municipality_must_be_chosen() -> None:
    from hub.places import by_postcode, municipalities, postcodes

    shared = next(code for place in municipalities() for code in postcodes(place.nis) if len(by_postcode(code)) > 1)
    first, second = (place.nis for place in by_postcode(shared)[:2])
    assert list(mistakes(postcode=shared)) == ["home_nis"]
    assert draft(postcode=shared, home_nis=second).new_case().home_nis == second != first


@pytest.mark.parametrize(
    ("day", "word"), [(("31", "2", "2010"), "bestaat niet"), (("1", "1", "2030"), "toekomst"), (("1", "1", "70"), "")]
)
def test_a_birth_date_that_cannot_be_is_said_so(day: tuple[str, str, str], word: str) -> None:
    boxes = dict(zip(("birth_date_day", "birth_date_month", "birth_date_year"), day, strict=True))
    assert word in mistakes(**boxes)["birth_date"]


def test_half_a_birth_date_is_a_mistake_and_none_is_fine() -> None:
    assert "birth_date" in mistakes(birth_date_day="3")
    assert draft().birth_date is None


def test_a_class_has_no_first_name() -> None:
    assert "subject_kind" in mistakes(subject_kind="group", first_name="Noor")
    assert draft(subject_kind="group").new_case().subject_kind == "group"


def test_a_code_that_is_not_on_the_list_is_refused() -> None:
    assert set(mistakes(main_reason="boredom", structure="999")) == {"main_reason", "structure"}


def test_a_sentence_that_could_be_about_any_field_brings_the_label_of_its_own() -> None:
    said = mistakes(main_reason="boredom", story="", birth_date_day="31", birth_date_month="2", birth_date_year="2010")
    labels = {name: getattr(sentence, "field", "") for name, sentence in said.items()}
    assert labels == {"main_reason": "Reden", "birth_date": "Geboortedatum", "story": ""}


def test_a_story_without_end_is_refused_with_the_limit() -> None:
    assert "20000" in mistakes(story="a" * 20_001)["story"]


def test_a_call_is_kept_as_a_concept_with_no_more_than_what_was_said() -> None:
    note = read_note(values_in({"story": "Een moeder belde."}, CallNote), TODAY, as_concept=True)
    assert note.new_case(as_concept=True).channel == Channel.PHONE
    with pytest.raises(Invalid) as found:
        read_note(values_in({"story": "Een moeder belde."}, CallNote), TODAY, as_concept=False)
    assert set(found.value.errors) == {"referrer_name", "referrer_kind", "main_reason"}


# Sections


def test_what_a_section_shows_is_what_it_reads_back() -> None:
    typed = {"half_days": "12", "half_days_on": "2026-09-14", "measure": "none"}
    absence = check(Absence, values_in(typed, Absence), TODAY)
    assert absence.half_days == 12
    assert check(Absence, shown(absence), TODAY) == absence


def test_every_section_may_stay_empty() -> None:
    for section in SECTIONS:
        assert not any(check(section.model, values_in({}, section.model), TODAY).model_dump().values())


def test_sharing_and_starting_are_two_answers() -> None:
    answers = check(Consent, values_in({"share": "yes", "share_by": "Noor", "start": "not_asked"}, Consent), TODAY)
    assert (answers.share, answers.start) == ("yes", "not_asked")


def test_nobody_agreed_on_a_day_to_come() -> None:
    typed = {"share_on": (TODAY + timedelta(days=1)).isoformat()}
    with pytest.raises(Invalid) as refused:
        check(Consent, values_in(typed, Consent), TODAY)
    assert list(refused.value.errors) == ["share_on"]


def test_a_parent_without_any_word_is_nobody() -> None:
    assert check(Parent, values_in({}, Parent), TODAY).is_empty
    assert not check(Parent, values_in({"relation": "oma"}, Parent), TODAY).is_empty


def test_a_number_in_a_section_must_be_one() -> None:
    with pytest.raises(Invalid) as found:
        check(Absence, values_in({"half_days": "veel"}, Absence), TODAY)
    assert found.value.errors == {"half_days": "Schrijf hier een getal."}


# Files


def zipped(*names: str, **contents: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        for name, text in contents.items():
            archive.writestr(name, text)
    return made.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
ODT = zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("verslag.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("foto.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("verslag.pdf", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("brief.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("brief.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("nota.txt", "Drie weken afwezig, één gesprek.".encode(), "text/plain"),
        ("mail.eml", b"From: els@sintjans.example\r\n\r\nDag", "message/rfc822"),
        ("oud.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "application/msword"),
    ],
)
def test_a_file_is_what_its_bytes_say(name: str, content: bytes, media_type: str) -> None:
    assert look(name, content).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("verslag.pdf", b"MZ\x90\x00", "programma"),
        ("verslag.pdf.exe", b"%PDF-1.4", "programma"),
        ("start.sh", b"#!/bin/sh\nrm", "programma"),
        ("pagina.txt", b"  <script>alert(1)</script>", "webpagina"),
        ("rooster.html", b"<!DOCTYPE html>", "webpagina"),
        ("tekening.svg", b"<svg xmlns='x'/>", "webpagina"),
        ("brief.docx", zipped("word/document.xml", "word/vbaProject.bin"), "macro's"),
        ("lijst.xlsm", zipped("xl/workbook.xml"), "macro's"),
        ("oud.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "macro's"),
    ],
)
def test_a_dangerous_file_is_refused_whatever_it_is_called_and_says_why(name: str, content: bytes, why: str) -> None:
    with pytest.raises(NotTaken, match=why):
        look(name, content)


@pytest.mark.parametrize(
    "content", [zipped("a.txt"), b"PK\x03\x04broken", b"\x00\x01\x02\x03", ODT.replace(b"PK", b"QQ")]
)
def test_what_nobody_can_read_here_is_refused(content: bytes) -> None:
    with pytest.raises(NotTaken, match=r"niet aannemen|beschadigd"):
        look("iets.zip", content)


def test_an_empty_and_a_giant_file_are_refused() -> None:
    with pytest.raises(NotTaken, match="leeg"):
        look("leeg.txt", b"")
    with pytest.raises(NotTaken, match="15 MB"):
        look("groot.pdf", b"%PDF-" + b"x" * MOST_BYTES)


def test_a_file_named_after_a_national_register_number_is_refused_without_repeating_it() -> None:
    with pytest.raises(NotTaken) as found:
        look(f"{A_NUMBER}.pdf", b"%PDF-")
    assert A_NUMBER not in str(found.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("C:\\Users\\els\\verslag.pdf", "verslag.pdf"),
        ("../../etc/passwd", "passwd"),
        ("ver\u202efdp.exe", "verfdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("", "bestand"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_file_keeps_a_name_that_hides_nothing(typed: str, kept: str) -> None:
    assert safe_name(typed) == kept


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_a_text_with_a_national_register_number_in_it_is_refused(code: str) -> None:
    with pytest.raises(NotTaken, match="rijksregisternummer"):
        look("nota.txt", f"Noor, {A_NUMBER}".encode(code))
    assert not look("nota.txt", b"Noor").holds_national_number()


def test_a_mail_with_a_national_register_number_in_it_is_for_few_eyes() -> None:
    mail = f"From: els@sintjans.example\r\n\r\nNoor, {A_NUMBER}"
    assert look("mail.eml", mail.encode()).holds_national_number()


# The key of a form, and the way of a referral


def test_a_key_opens_only_in_the_browser_that_it_was_given_to() -> None:
    secrets = ["a-secret-key-for-tests-that-is-long-enough"]
    sealed = seal(secrets, "browser of Els")
    assert key_of(secrets, "browser of Els", sealed)
    assert key_of(["a-newer-secret-key-that-came-after-it", *secrets], "browser of Els", sealed)
    assert key_of(secrets, "browser of somebody else", sealed) is None
    assert key_of(secrets, "", sealed) is None
    assert key_of(["another-installation-with-its-own-key"], "browser of Els", sealed) is None
    assert key_of(secrets, "browser of Els", "nonsense") is None


def line(*stages: Stage) -> list[tuple[str, str]]:
    start = datetime(2026, 9, 15, 8, tzinfo=UTC)
    return [(step.word, step.state) for step in way([(start + timedelta(days=n), s) for n, s in enumerate(stages)])]


def test_a_new_referral_has_the_whole_way_before_it() -> None:
    assert line(Stage.SUBMITTED) == [
        ("aangemeld", "now"), ("vraagverheldering", "todo"), ("op de tafel", "todo"), ("trajecten", "todo"),
        ("afgesloten", "todo"),
    ]  # fmt: skip


def test_a_talk_that_was_enough_leaves_out_what_never_happened() -> None:
    assert line(Stage.SUBMITTED, Stage.CLARIFICATION, Stage.CLOSED) == [
        ("aangemeld", "done"), ("vraagverheldering", "done"), ("afgesloten", "done"),
    ]  # fmt: skip


def test_a_reopened_case_says_that_it_was_taken_up_again() -> None:
    ways = (Stage.SUBMITTED, Stage.CLARIFICATION, Stage.ON_TABLE, Stage.DISCUSSED, Stage.TRACKS, Stage.REOPENED)
    assert ("opnieuw opgenomen", "now") in line(*ways)
    assert line(*ways, Stage.ON_TABLE)[2:] == [
        ("opnieuw opgenomen", "done"), ("op de tafel", "now"), ("trajecten", "todo"), ("afgesloten", "todo"),
    ]  # fmt: skip


def test_at_the_table_nobody_is_busy_while_another_hub_decides() -> None:
    ways = (Stage.SUBMITTED, Stage.CLARIFICATION, Stage.ON_TABLE, Stage.DISCUSSED, Stage.OFFERED)
    assert "now" not in dict(line(*ways)).values()


def test_asking_another_hub_does_not_move_the_day_at_the_table_and_is_no_table() -> None:
    start = datetime(2026, 9, 15, 8, tzinfo=UTC)
    ways = (Stage.SUBMITTED, Stage.ON_TABLE, Stage.DISCUSSED, Stage.REOPENED, Stage.OFFERED)
    at_table = next(
        one for one in way([(start + timedelta(days=n), s) for n, s in enumerate(ways)]) if "tafel" in one.word
    )
    assert (at_table.state, at_table.at) == ("done", start + timedelta(days=2))
    never = line(Stage.SUBMITTED, Stage.CLOSED, Stage.REOPENED, Stage.OFFERED)
    assert never[1:3] == [("opnieuw opgenomen", "done"), ("op de tafel", "todo")]
