"""Which questions are asked of whom: the right ones for each subject, and nothing kept that was not asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hub.dispatch.codes import STRUCTURE_WORDS, ReferrerKind, SubjectKind
from hub.intake.known import Known, must_learn
from hub.intake.questions import (
    BY_SLUG,
    LABELS,
    NEEDED,
    RULES,
    SECTIONS,
    YOU,
    Section,
    applies,
    fields_for,
    fitting,
    lacking,
    next_after,
    rule_of,
    sections_for,
)
from hub.intake.section_form import as_far_as_it_goes, checked
from hub.intake.typed import Asked, Typed, check, values_in
from hub.problems import Invalid

TODAY = date(2026, 9, 15)
EVERY = (YOU, *SECTIONS)
Answers = dict[str, Any]
known = some.builds(
    Known,
    subject_kind=some.sampled_from([str(kind) for kind in SubjectKind]),
    on=some.just(TODAY),
    referrer_kind=some.sampled_from(["", *ReferrerKind]),
    structure=some.sampled_from(["", *STRUCTURE_WORDS]),
    born=some.none() | some.dates(TODAY - timedelta(days=30 * 365), TODAY - timedelta(days=3 * 365)),
)


def about(kind: str = "pupil", **more: Any) -> Known:
    return Known(kind, TODAY, **more)


def names(known: Known) -> list[str]:
    return [section.name for section in sections_for(known)]


def an_answer(asked: Asked) -> some.SearchStrategy[Any]:
    """Something that a browser may send for this field."""
    if asked.kind == "checks":
        return some.lists(some.sampled_from([*(asked.options or {})]), unique=True)
    if asked.options:
        return some.sampled_from(["", *asked.options])
    if asked.kind == "tick":
        return some.sampled_from(["", "1"])
    if asked.kind in ("day", "birth_date"):
        return some.sampled_from(["", "2012-05-04"])
    return some.sampled_from(["", "12"]) if asked.kind == "number" else some.sampled_from(["", "iets 1"])


@some.composite
def filled(draw: some.DrawFn) -> tuple[Section, Typed, Known]:
    """A section with all its answers, asked or not, of a referral about anything."""
    section = draw(some.sampled_from(EVERY))
    typed = {name: draw(an_answer(asked)) for name, asked in section.model.fields().items() if "postcode" not in name}
    return section, check(section.model, typed, TODAY), draw(known)


def given_in(said: Typed) -> set[str]:
    return {name for name, value in said.model_dump().items() if value}


@given(filled())
def test_nothing_is_kept_that_is_not_asked_and_everything_else_is(case: tuple[Section, Typed, Known]) -> None:
    section, said, known = case
    kept, dropped = fitting(section, said, known)
    answers = kept.model_dump()
    assert all(rule_of(section, name).holds(known, answers) for name in given_in(kept))
    assert given_in(kept) == given_in(said) - set(dropped)
    assert fitting(section, kept, known) == (kept, []), "a second time there is nothing left to drop"


@given(filled())
def test_what_is_obligatory_stands_on_the_page_beside_the_answer_that_asks_for_it(
    case: tuple[Section, Typed, Known],
) -> None:
    section, said, known = case
    kept, _dropped = fitting(section, said, known)
    fields = fields_for(section, known)
    for name in lacking(section, kept, known):
        assert name in fields
        assert rule_of(section, name).holds(known, kept.model_dump())
    for name, asked in fields.items():
        on = asked.when.partition("=")[0]
        assert not on or list(fields).index(on) < list(fields).index(name), "first the question that it hangs on"


@given(known)
def test_every_step_leads_to_the_next_one_until_there_is_none(known: Known) -> None:
    steps, walked = sections_for(known), []
    here: Section | None = steps[0]
    while here is not None:
        walked.append(here)
        here = next_after(here, steps)
    assert walked == steps
    assert all(fields_for(section, known) for section in steps), "no step is empty"


def test_the_table_names_only_what_there_is() -> None:
    by_name = {section.name: section for section in EVERY}
    for name, rules in RULES.items():
        assert set(rules) <= set(by_name[name].model.model_fields), name
        for rule in rules.values():
            assert not rule.field or rule.field in by_name[name].model.model_fields
    for at, field in (*NEEDED, *LABELS):
        assert field in by_name[at].model.model_fields
    assert len(BY_SLUG) == len(EVERY) == len(by_name)


def test_each_kind_of_subject_gets_its_own_questions() -> None:
    assert names(about()) == [
        "youngster", "parents", "school", "absence", "reasons", "question", "network", "preference", "consent",
    ]  # fmt: skip
    assert names(about("group")) == ["group", "school", "reasons", "question", "network", "preference"]
    assert names(about("team")) == ["team", "school", "reasons", "question", "preference"]
    assert names(about("question")) == ["consult", "school", "reasons", "question"]
    asked = fields_for(BY_SLUG["hulpvraag"], about("group"))
    assert asked["youngster_wants"].label == "Wat willen de leerlingen?"
    assert "trusted_person" not in fields_for(BY_SLUG["netwerk"], about("group"))
    assert set(fields_for(BY_SLUG["hulpvraag"], about("question"))) == {"goal", "tried"}


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (about(), True),
        (about(structure="311", born=date(2006, 1, 1)), True),  # twenty, and at a secondary school
        (about(born=date(2011, 3, 4)), True),
        (about(born=date(2006, 1, 1)), False),
        (about(structure="111"), False),
        (about(structure="111", born=date(2021, 5, 1)), True),  # the last year of nursery school
        (about(structure="111", born=date(2023, 5, 1)), False),
        (about("group", structure="311"), False),
    ],
)
def test_absence_and_discipline_are_asked_in_compulsory_education_only(known: Known, asked: bool) -> None:
    assert applies(BY_SLUG["afwezigheid"], known) == asked


def test_one_has_to_learn_from_the_year_of_five_to_the_year_of_eighteen() -> None:
    born = date(2008, 11, 20)
    assert not must_learn(born, date(2013, 8, 31))
    assert must_learn(born, date(2013, 9, 1))
    assert must_learn(born, date(2026, 6, 30))
    assert not must_learn(born, date(2026, 7, 1)), "the school year of the eighteenth birthday is over"
    assert not must_learn(date(2008, 2, 29), date(2026, 3, 1)), "eighteen since yesterday"


def test_nobody_agreed_while_it_is_still_being_typed_who_did() -> None:
    section = BY_SLUG["instemming"]
    stored = check(section.model, {}, TODAY)
    typed = values_in({"share": "yes", "share_how": "Aan tafel.", "start": "no", "start_by": "Noor"}, section.model)
    said = as_far_as_it_goes(section, {"typed": typed}, stored, about())
    assert isinstance(said, Typed)
    assert given_in(said) == {"start", "start_by"}
    typed["share_by"] = "Noor"
    said = as_far_as_it_goes(section, {"typed": typed}, stored, about())
    assert isinstance(said, Typed)
    assert {"share", "share_by", "share_how"} <= given_in(said)


def test_what_was_filled_in_before_it_stopped_to_apply_stays_in_sight() -> None:
    grown = about(born=date(2006, 1, 1))
    assert "absence" not in names(grown)
    assert "absence" in [section.name for section in sections_for(grown, ["absence"])]


def test_a_naft_track_asks_for_somebody_at_the_clb_except_of_the_clb_itself() -> None:
    section = BY_SLUG["voorkeur"]
    with pytest.raises(Invalid) as refused:
        checked(section, {"typed": values_in({"naft": "yes"}, section.model)}, about(referrer_kind="school"))
    assert "loopt langs het CLB" in refused.value.errors["clb_contact"]
    checked(section, {"typed": values_in({"naft": "no"}, section.model)}, about(referrer_kind="school"))
    assert "clb_contact" not in fields_for(section, about(referrer_kind="clb"))
    checked(section, {"typed": values_in({"naft": "yes"}, section.model)}, about(referrer_kind="clb"))


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answer_about_sharing_is_somebodys(answer: str) -> None:
    section = BY_SLUG["instemming"]
    with pytest.raises(Invalid) as refused:
        checked(section, {"typed": values_in({"share": answer}, section.model)}, about())
    assert list(refused.value.errors) == ["share_by"]


def test_days_of_a_measure_that_was_taken_away_are_dropped_by_name() -> None:
    section = BY_SLUG["afwezigheid"]
    typed = values_in({"half_days": "12", "measure": "none", "measure_from": "2026-09-01"}, section.model)
    read = checked(section, {"typed": typed}, about())
    assert list(read.dropped) == ["measure_from"]
    assert isinstance(read.said, Typed)
    assert given_in(read.said) == {"half_days", "measure"}


def test_what_is_half_typed_is_left_as_it_was_and_the_rest_is_taken() -> None:
    section = BY_SLUG["school"]
    stored = check(section.model, values_in({"school_postcode": "2800"}, section.model), TODAY)
    typed = values_in({"school_postcode": "28", "year": "4B", "site": "zie 85.07.30-033.28"}, section.model)
    said = as_far_as_it_goes(section, {"typed": typed}, stored, about())
    assert isinstance(said, Typed)
    assert {name: value for name, value in said.model_dump().items() if value} == {
        "school_postcode": "2800", "year": "4B",
    }  # fmt: skip
