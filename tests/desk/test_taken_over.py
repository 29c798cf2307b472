"""What becomes of a case that another hub takes over: its number, its links, its figures, words on their way."""

import pytest
from sqlmodel import col, select

from hub import links
from hub.dispatch import agenda, cards, carrying, clarify, ending, handing, handing_sight, identity
from hub.dispatch.case import Outcome, Stage
from hub.dispatch.clarify_tables import Question
from hub.dispatch.codes import ReferrerKind, SubjectKind
from hub.dispatch.opening import Referrer
from hub.dispatch.tables import Message, Referral, Youngster
from hub.hubs import hub_named
from hub.intake import completing, desk_sight, papers, sight
from hub.intake.additions import tell_wrong
from hub.intake.holder import by_link, signed_in
from hub.intake.mine import lines
from hub.intake.tables import Document
from hub.intake.uploads import look
from hub.links import Link, Purpose
from hub.problems import NotFound, Refused
from tests.cast import World
from tests.desk.test_handing_over import (
    ELS,
    HILDE,
    WIM,
    accepted,
    discussed,
    groups,
    nothing_wrong,
    offered,
)
from tests.mail_shop import letters
from tests.tables import row

# Yes


def test_an_accepted_case_goes_on_at_the_other_hub_under_a_number_of_its_own(world: World) -> None:
    case = discussed(world, clb_contact="Griet Somers", urgent=True, sections={"network": {"services": "JAC"}})
    with world.desk(HILDE) as work:
        clarify.set_flag(work, case, "red", "Slaapt bij vrienden.")
        papers.add_documents(
            work, world["dijleland"], [look("brief.txt", b"Een brief van de school.")], referral_id=case
        )
        clarify.note(work, case, "note", "Wat het team onder elkaar zei.")
    new = accepted(world, offered(world, case), words="Wij bellen de school.")
    old, now = world.case(case), world.case(new)
    assert (old.stage, old.outcome, old.holder) == (Stage.CLOSED, Outcome.OTHER_HUB, None)
    assert now.number.startswith("SR-")
    assert (now.stage, now.holder, now.channel) == (Stage.SUBMITTED, "coordinator", "hub")
    assert (now.story, now.clb_contact, now.flag, now.urgent) == (old.story, "Griet Somers", "red", True)
    assert now.sections == old.sections
    with world.desk(WIM) as work:
        youngster = identity.open_identity(work, new)
        assert (youngster.first_name, youngster.hub_id) == ("Noor", world["schelderand"])
        (document,) = work.session.exec(select(Document).where(Document.referral_id == new)).all()
        assert desk_sight.document_for(work, document.id)[1] == b"Een brief van de school."
        said = work.session.exec(select(Message.text).where(Message.referral_id == new)).all()
        assert not any("onder elkaar" in text for text in said)
        with pytest.raises(NotFound):
            identity.open_identity(work, case)
    with world.desk(HILDE) as work:
        assert handing_sight.handed_of(work, case)[0].number == now.number
        with pytest.raises(NotFound):
            identity.open_identity(work, new)
    assert groups(world, WIM)["rood"].items or groups(world, WIM)["nieuw"].items
    nothing_wrong(world)


def test_the_referrer_hears_it_and_every_earlier_link_leads_on(world: World) -> None:
    case = discussed(world)
    with world.desk(HILDE) as work:
        asked = clarify.ask(work, case, "Sinds wanneer?")
    with world.desk() as work:
        clarify.answer(work, asked.id, "Sinds september.")
        link = links.make(work, Purpose.REFERRAL, case, hub_id=world["dijleland"], referral_id=case)
    new = accepted(world, offered(world, case))
    number = world.case(new).number
    (letter,) = letters(world, "handed_over")
    assert letter.to_address == "els@sintjans.example"
    assert number in letter.body
    with world.desk() as work:
        page = sight.own_page(work, by_link(work, work.session.get_one(Link, link.id), reads=True))
        assert (page.number, page.hub.slug, page.open) == (number, "schelderand", True)
        assert page.came_from == ("Centraal Meldpunt Dijleland", world.case(case).number)
        assert [one.answer for one in page.questions] == ["Sinds september."]
    with world.desk(ELS) as work:
        assert [line.number for line in lines(work).lines] == [number]
        assert signed_in(work, case).referral_id == new


def test_links_of_an_address_that_was_wrong_end_at_every_hub(world: World) -> None:
    case = discussed(world)
    with world.desk() as work:
        link = links.make(work, Purpose.REFERRAL, case, hub_id=world["dijleland"], referral_id=case)
    new = accepted(world, offered(world, case))
    with world.desk(WIM) as work:
        completing.readdress(work, work.session.get_one(Referral, new))
    assert row(world, Link, link.id).withdrawn_at is not None


def test_each_hub_counts_the_case_once_and_so_does_a_hub_to_which_it_comes_back(world: World) -> None:
    case = discussed(world)
    new = accepted(world, offered(world, case))
    with world.desk(HILDE) as work, pytest.raises(Refused, match="Alleen dat meldpunt"):
        ending.reopen(work, case, "on_purpose")
    with world.desk(WIM) as work:
        clarify.note_talk(work, new, "Els en Wim", "Toch weer naar Mechelen.", "")
        cards.write_card(work, new, cards.Written("N.E.", "Een dagstructuur."))
        cards.approve_card(work, new)
    with world.desk(WIM) as work:
        agenda.put_on_table(work, new)
        work.session.get_one(Youngster, work.session.get_one(Referral, new).youngster_id).phone = "015 00 00 00"
    again = accepted(world, offered(world, new, to="dijleland", by=WIM), by=HILDE)
    assert again == case
    back = world.case(case)
    assert (back.stage, back.reopened_for, back.number) == (Stage.REOPENED, "handed_back", world.case(case).number)
    assert world.case(new).outcome == Outcome.OTHER_HUB
    with world.desk(HILDE) as work:
        assert identity.open_identity(work, case).phone == "015 00 00 00"
        assert carrying.newest_of(work, new) == carrying.newest_of(work, case) == case
        assert work.session.exec(select(Question).where(Question.referral_id == case)).all() == []
    nothing_wrong(world)
    for slug in ("dijleland", "schelderand"):
        with world.desk() as work:
            hub = hub_named(work.session, slug).id
            assert len(work.session.exec(select(Referral.id).where(Referral.hub_id == hub)).all()) == 1
            assert len(work.session.exec(select(Youngster.id).where(Youngster.hub_id == hub)).all()) == 1
    third = accepted(world, offered(world, case), by=WIM)
    assert third == new
    nothing_wrong(world)


def test_a_case_about_a_group_and_without_an_address_is_handed_over_too(world: World) -> None:
    case = discussed(
        world, subject_kind=SubjectKind.GROUP, referrer=Referrer(name="Els", kind=ReferrerKind.SCHOOL),
    )  # fmt: skip
    new = accepted(world, offered(world, case))
    assert world.case(new).youngster_id is None
    assert letters(world, "handed_over") == []
    nothing_wrong(world)


def test_of_two_answers_at_once_the_first_one_counts(world: World) -> None:
    offer = offered(world)
    accepted(world, offer)
    with world.desk(WIM) as work, pytest.raises(Refused, match="staat niet meer open"):
        handing.decline_offer(work, offer, "Toch niet.")
    with world.desk() as work:
        assert len(work.session.exec(select(Referral).where(col(Referral.channel) == "hub")).all()) == 1


def test_what_the_referrer_writes_while_it_is_taken_over_does_not_stay_behind_at_the_first_hub(world: World) -> None:
    case = discussed(world)
    offer = offered(world, case)
    with world.desk(ELS) as work:
        before = signed_in(work, case)
    accepted(world, offer)
    with world.desk(ELS) as work, pytest.raises(Refused, match="Kijk hoe het nu staat"):
        tell_wrong(work, before, "Ze is verhuisd.")
