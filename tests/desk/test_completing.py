"""The desk fills in and corrects a case, section by section."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hub.dispatch import agenda, cards, clarify
from hub.dispatch.codes import Channel, MainReason
from hub.dispatch.opening import Referrer
from hub.dispatch.searching import search
from hub.dispatch.table_tables import TableCard
from hub.dispatch.tables import Referral, Youngster
from hub.intake import completing, filling
from hub.intake.completing import Kept
from hub.intake.desk_sections import BY_SLUG
from hub.intake.section_form import checked
from hub.intake.typed import values_in
from hub.ledger import Entry
from hub.letters import Letter
from hub.links import Link
from hub.problems import Invalid, NotAllowed, NotFound
from tests.cast import World
from tests.tables import ASKED

MILAN = {
    "first_name": "Milan", "last_name": "Jacobs", "postcode": "2800",
    "birth_date_day": "5", "birth_date_month": "6", "birth_date_year": "2011",
}  # fmt: skip


def nameless(world: World, **changes: Any) -> UUID:
    """A mail about somebody whom nobody has named yet."""
    empty = dict.fromkeys(("first_name", "last_name", "postcode", "school_name"), "")
    about = {"birth_date": None, "gender": None, "home_nis": None, "school_nis": None, "structure": None}
    return world.refer(**{"channel": Channel.MAIL, "main_reason": None, **empty, **about, **changes})


def fill(world: World, case: UUID, slug: str, who: str = "Hilde Verbist", **typed: Any) -> Kept:
    """As the page does it: what is not typed is empty."""
    section = BY_SLUG[slug]
    with world.desk(who) as work:
        referral = work.session.get_one(Referral, case)
        values: dict[str, Any] = {"typed": values_in(typed, section.model)}
        return completing.complete(work, case, section, checked(section, values, filling.known_of(work, referral)).said)


def youngster_of(world: World, case: UUID) -> Youngster:
    with world.desk() as work:
        return work.session.get_one(Youngster, world.case(case).youngster_id)


def entries(world: World, case: UUID, act: str) -> list[Entry]:
    with world.desk() as work:
        return list(work.session.exec(select(Entry).where(Entry.referral_id == case, Entry.act == act)).all())


@pytest.mark.parametrize("who", ["Hilde Verbist", "Karim Haddou"])
def test_the_desk_names_the_youngster_of_a_mail_and_the_figures_are_due_again(world: World, who: str) -> None:
    case = nameless(world)
    before = world.case(case).version
    kept = fill(world, case, "jongere", who, **MILAN)
    assert set(kept.fields) == {"first_name", "last_name", "birth_date", "postcode", "home_nis"}
    milan = youngster_of(world, case)
    assert (milan.first_name, milan.home_nis, milan.sort_key) == ("Milan", "12025", "jacobs milan")
    assert world.case(case).version > before
    with world.desk("Hilde Verbist") as work:
        assert [line.id for line in search(work, "Milan Jacobs").lines] == [case]


def test_the_ledger_keeps_which_fields_changed_and_no_value(world: World) -> None:
    case = nameless(world)
    fill(world, case, "jongere", **MILAN)
    [entry] = entries(world, case, "case.complete")
    fields = ["first_name", "last_name", "birth_date", "postcode", "home_nis"]
    assert entry.detail == {"section": "youngster", "fields": fields}
    assert entry.person_id == world["Hilde Verbist"]
    assert "Milan" not in str(entry.model_dump())


def test_a_case_of_before_clbs_were_asked_keeps_its_rule_when_its_school_is_corrected(world: World) -> None:
    old = nameless(world)
    with world.desk() as work:
        work.session.execute(sa.text("DELETE FROM clb_question"))
        work.session.execute(sa.text("UPDATE referral SET clb_stands = NULL"))
    fill(world, old, "school", school_name="Sint-Jansatheneum (demo)")
    assert world.case(old).clb_stands is None


def test_nothing_different_is_no_change(world: World) -> None:
    case = nameless(world)
    before = world.case(case).version
    assert fill(world, case, "jongere").fields == ()
    assert (world.case(case).version, entries(world, case, "case.complete")) == (before, [])


def test_the_fit_of_the_offers_is_known_as_soon_as_age_level_and_place_are(world: World) -> None:
    from hub.dispatch.matching import need_of

    case = nameless(world)
    with world.desk() as work:
        need = need_of(work, world.case(case))
        assert (need.age, need.structure, need.home_nis, need.school_nis) == (None, None, None, None)
    fill(world, case, "jongere", **MILAN)
    fill(world, case, "school", school_name="sint-jansatheneum (DEMO)", structure="311", grade="2")
    with world.desk() as work:
        need = need_of(work, world.case(case))
        assert (need.age, need.structure, need.home_nis, need.school_nis) == (15, "311", "12025", "12025")
    assert world.case(case).school_organisation_id == world["Sint-Jansatheneum (demo)"]


def test_a_school_that_nobody_knows_takes_the_known_one_away(world: World) -> None:
    noor = world.refer()
    fill(world, noor, "school", school_name="Zorgschool Ver Weg", school_postcode="2500")
    assert (world.case(noor).school_organisation_id, world.case(noor).school_nis) == (None, "12021")


def test_the_desk_completes_the_referrer_and_the_clb_contact(world: World) -> None:
    case = nameless(world, referrer=Referrer(name="Els", email="els@sintjans.example"))
    fill(
        world, case, "aanmelder", referrer_name="Els Dierckx", referrer_function="zorgcoördinator",
        referrer_organisation="sint-jansatheneum (demo)", referrer_kind="school", referrer_phone="015 00 00 01",
        referrer_email="els@sintjans.example", clb_contact="Griet Somers",
    )  # fmt: skip
    found = world.case(case)
    assert (found.referrer_function, found.referrer_kind, found.clb_contact) == (
        "zorgcoördinator", "school", "Griet Somers",
    )  # fmt: skip
    assert found.referrer_organisation_id == world["Sint-Jansatheneum (demo)"]
    assert found.referrer_organisation == "Sint-Jansatheneum (demo)", "as it is called, however it was typed or chosen"


def test_another_address_gets_a_link_of_its_own_and_the_old_link_is_over(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        clarify.ask(work, noor, "Sinds wanneer?")
        work.session.get_one(type(world.case(noor)), noor).referrer_confirmed_at = work.now
    kept = fill(world, noor, "aanmelder", referrer_name="Els Dierckx", referrer_email="els.dierckx@sintjans.example")
    assert kept.new_link
    assert world.case(noor).referrer_confirmed_at is None
    with world.desk() as work:
        letter = work.session.exec(select(Letter).where(Letter.kind == "receipt")).one()
        links = work.session.exec(select(Link).where(Link.referral_id == noor)).all()
    assert letter.to_address == "els.dierckx@sintjans.example"
    assert [link.purpose for link in links if link.withdrawn_at is None] == ["referral"]
    assert len(links) == 2


def test_no_letter_about_a_case_that_is_closed(world: World) -> None:
    from hub.dispatch import ending

    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        ending.withdraw(work, noor)
    assert not fill(world, noor, "aanmelder", referrer_name="Els", referrer_email="els2@sintjans.example").new_link
    assert world.case(noor).referrer_email == "els2@sintjans.example"


def test_a_national_register_number_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="rijksregisternummer"):
        fill(world, nameless(world), "jongere", first_name="85.07.30-033.28")


def test_hilde_chooses_a_restricted_reason_and_karim_neither_sees_nor_changes_it(world: World) -> None:
    case = nameless(world)
    fill(world, case, "redenen", main_reason="offences", other_reasons=["truancy", "radicalisation"])
    assert world.case(case).main_reason == MainReason.OFFENCES
    fill(world, case, "redenen", "Karim Haddou", other_reasons=["behaviour"])
    found = world.case(case)
    assert (found.main_reason, found.other_reasons) == ("offences", ["behaviour", "radicalisation"])
    for typed in ({"main_reason": "truancy"}, {"other_reasons": ["offences"]}):
        with pytest.raises(NotAllowed):
            fill(world, case, "redenen", "Karim Haddou", **typed)
    fill(world, case, "redenen", other_reasons=["truancy"])
    assert (world.case(case).main_reason, world.case(case).other_reasons) == (None, ["truancy"])
    fill(world, case, "redenen", main_reason="truancy", other_reasons=["truancy", "behaviour"])
    assert (world.case(case).main_reason, world.case(case).other_reasons) == ("truancy", ["behaviour"]), "said once"


def test_a_card_that_holds_the_name_that_became_known_is_taken_from_the_partners(world: World) -> None:
    case = nameless(world)
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, case, cards.Written("", ASKED, "Milan heeft een zus."))
        cards.approve_card(work, case)
        agenda.put_on_table(work, case)
    assert fill(world, case, "jongere", **MILAN).held_back
    with world.desk() as work:
        card = work.session.get_one(TableCard, case)
        assert (card.approved_at, card.initials) == (None, "M.J.")
    with pytest.raises(Invalid, match="Milan"), world.desk("Hilde Verbist") as work:
        cards.approve_card(work, case)


def test_a_card_without_the_name_stays_and_goes_by_the_new_initials(world: World) -> None:
    case = nameless(world)
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, case, cards.Written("", ASKED))
        cards.approve_card(work, case)
    assert not fill(world, case, "jongere", **MILAN).held_back
    with world.desk() as work:
        card = work.session.get_one(TableCard, case)
        assert (card.approved_at is not None, card.initials) == (True, "M.J.")


@pytest.mark.parametrize(
    ("who", "refusal"), [("Wim Peeters", NotFound), ("Nadia Pauwels", NotFound), ("Lotte Wouters", NotAllowed)]
)
def test_who_has_no_desk_here_changes_nothing(world: World, who: str, refusal: type[Exception]) -> None:
    case = nameless(world)
    with pytest.raises(refusal):
        fill(world, case, "jongere", who, **MILAN)
    assert youngster_of(world, case).first_name == ""
