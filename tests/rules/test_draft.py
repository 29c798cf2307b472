"""What people type at the front door: what must be there, what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from hub.dispatch.codes import Channel
from hub.intake.draft import CallNote, Draft, read_draft, read_note
from hub.intake.form_keys import key_of, seal
from hub.intake.questions import SECTIONS
from hub.intake.sections import Absence, Consent, Parent
from hub.intake.typed import check, shown, values_in
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
    assert "20.000" in mistakes(story="a" * 20_001)["story"]


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


# The key of a form


def test_a_key_opens_only_in_the_browser_that_it_was_given_to() -> None:
    secrets = ["a-secret-key-for-tests-that-is-long-enough"]
    sealed = seal(secrets, "browser of Els")
    assert key_of(secrets, "browser of Els", sealed)
    assert key_of(["a-newer-secret-key-that-came-after-it", *secrets], "browser of Els", sealed)
    assert key_of(secrets, "browser of somebody else", sealed) is None
    assert key_of(secrets, "", sealed) is None
    assert key_of(["another-installation-with-its-own-key"], "browser of Els", sealed) is None
    assert key_of(secrets, "browser of Els", "nonsense") is None
