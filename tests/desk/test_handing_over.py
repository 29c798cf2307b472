"""A case goes to another hub only when that hub accepts what was offered; until then it stays where it is."""

from uuid import UUID

import pytest
from sqlmodel import col, select

from hub import links
from hub.asker import Role
from hub.clock import brussels_date, parse_moment
from hub.dispatch import agenda, cards, carrying, clarify, ending, handing, handing_sight, identity, moves, shield
from hub.dispatch.case import Outcome, Stage
from hub.dispatch.clarify_tables import Question
from hub.dispatch.codes import MainReason, ReferrerKind, SubjectKind
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.opening import Referrer
from hub.dispatch.sight import file_of
from hub.dispatch.tables import Message, Referral, Youngster
from hub.home import case_acts, case_view, today
from hub.hubs import hub_named
from hub.intake import completing, drawing, papers, sight
from hub.intake.additions import tell_wrong
from hub.intake.drawing import Drawn
from hub.intake.holder import by_link, signed_in
from hub.intake.mine import lines
from hub.intake.questions import BY_SLUG
from hub.intake.tables import Document
from hub.intake.typed import Typed
from hub.intake.uploads import look
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.monitoring import follow_up, roll_up
from hub.monitoring.check import check
from hub.people.desk import add_person, asker_for
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.tables import back_on_table, on_table, put_on_table, row, taken, takes_up

HILDE, WIM, KARIM, NADIA, ELS = "Hilde Verbist", "Wim Peeters", "Karim Haddou", "Nadia Pauwels", "Els Dierckx"
WORDS = "Woont sinds kort bij de vader, in jullie gebied."


def discussed(world: World, **changes: object) -> UUID:
    case = on_table(world, **changes)
    with world.desk(HILDE) as work:
        agenda.discuss(work, case)
    return case


def offered(world: World, case: UUID | None = None, to: str = "schelderand", by: str = HILDE) -> UUID:
    case = case or discussed(world)
    with world.desk(by) as work:
        hub = hub_named(work.session, to)
        return handing.offer(work, case, hub.id, "moved", WORDS).id


def accepted(world: World, offer: UUID, by: str = WIM, words: str = "") -> UUID:
    with world.desk(by) as work:
        source, taken = handing.accept_offer(work, offer, words)
        papers.carry(work, source, taken)
        return taken.id


def letters_of(world: World, kind: str) -> list[Letter]:
    with world.desk() as work:
        return list(work.session.exec(select(Letter).where(Letter.kind == kind)).all())


def groups(world: World, name: str) -> dict[str, today.Group]:
    with world.desk(name) as work:
        return {group.slug: group for group in today.today(work).groups}


def nothing_wrong(world: World) -> None:
    roll_up.run(world.store)
    assert check(world.store) == []


# The offer


def test_an_offered_case_stays_on_the_radar_of_the_coordinator_who_offers_it(world: World) -> None:
    case = discussed(world)
    offer = offered(world, case)
    held = world.case(case)
    assert (held.stage, held.holder, held.next_why) == (Stage.OFFERED, "coordinator", "hub_answers")
    assert held.next_due == row(world, HandOver, offer).due_at == parse_moment("2026-09-22T09:00")
    (letter,) = letters_of(world, "hub_offer")
    assert held.number in letter.subject
    assert "N.E." not in letter.body
    assert f"/overdrachten/{offer}" in letter.body
    nothing_wrong(world)


def test_the_day_at_the_table_stays_the_day_at_the_table_when_another_hub_is_asked(world: World) -> None:
    case = discussed(world)
    with world.desk(HILDE) as work:
        before = case_view.steps(file_of(work, case))
    with world.desk(HILDE, now="2026-09-18T10:00") as work:
        handing.offer(work, case, hub_named(work.session, "schelderand").id, "moved", WORDS)
    with world.desk(HILDE, now="2026-09-18T10:00") as work:
        after = case_view.steps(file_of(work, case))
    assert [(step["word"], step["when"]) for step in after] == [(step["word"], step["when"]) for step in before]
    assert [step["state"] for step in after[:4]] == ["done", "done", "done", "todo"]


def test_the_other_coordinator_reads_what_is_needed_to_decide_and_nobodys_name(world: World) -> None:
    case = discussed(world, main_reason="offences")
    offer = offered(world, case)
    with world.desk(WIM) as work:
        _known, hub, seen = handing_sight.offer_for(work, offer)
        assert seen is not None
        assert (hub.slug, seen.initials, seen.home, seen.band) == ("schelderand", "N.E.", "Mechelen", "15 tot 17 jaar")
        assert seen.card is not None
        assert seen.words == WORDS
        assert not seen.main_reason  # restricted until the case is theirs
        assert "Noor" not in repr(seen)
    (line,) = groups(world, WIM)["aangeboden"].items
    assert line.href == f"/overdrachten/{offer}"
    assert "aangeboden" not in groups(world, HILDE)


def test_words_that_came_with_a_restricted_reason_stay_shut_where_a_brothers_case_goes(world: World) -> None:
    case = world.refer(main_reason="offences", story="Jonas keek toe, Noor had een zakmes.")
    with world.desk(HILDE) as work:
        [brother] = drawing.draw_further(work, case, [Drawn(first_name="Jonas", main_reason=MainReason.TRUANCY)])
    put_on_table(world, brother.id)
    with world.desk(HILDE) as work:
        agenda.discuss(work, brother.id)
    taken_over = accepted(world, offered(world, brother.id))
    with world.desk() as work:
        sofie = add_person(work, "Sofie Maes", "sofie@schelderand.example", Role.DUTY_DESK, hub_id=world["schelderand"])
        plain = row(world, Referral, accepted(world, offered(world)))
        work.asker = asker_for(work, sofie.id) or pytest.fail("she has a role")
        there = work.session.get_one(Referral, taken_over)
        assert "zakmes" in there.story
        assert (shield.shuts_out(work, there), shield.shuts_out(work, plain)) == (True, False)


def test_a_brother_goes_by_his_initials_at_the_hub_that_took_the_case_over_too(world: World) -> None:
    case = discussed(world, story="Noor blijft weg, en Jonas Claessens ook.")
    offer = offered(world, case)
    with world.desk(HILDE) as work:
        work.session.get_one(HandOver, offer).words = "Jonas Claessens woont er ook."
        drawing.draw_further(work, case, [Drawn(first_name="Jonas", last_name="Claessens")])
    with world.desk(WIM) as work:
        _known, _hub, seen = handing_sight.offer_for(work, offer)
        assert seen is not None
        assert seen.words == "J. C. woont er ook."
    there = accepted(world, offer)
    with world.desk(WIM) as work:
        assert case_view.page_of(work, there)["story"] == "N. blijft weg, en J. C. ook."
        with pytest.raises(Invalid, match="Jonas"):
            cards.write_card(work, there, cards.Written("", "Rust, zoals Jonas."))


def test_a_case_drawn_there_from_the_words_that_came_along_stays_as_shut_and_as_nameless(world: World) -> None:
    case = discussed(world, story="Jonas Claessens keek toe, Noor had een zakmes. Lena zag het.")
    with world.desk(HILDE) as work:
        drawing.draw_further(
            work, case, [Drawn(first_name="Jonas", last_name="Claessens", main_reason=MainReason.OFFENCES)]
        )
    there = accepted(world, offered(world, case))
    with world.desk(WIM) as work:
        [lena] = drawing.draw_further(work, there, [Drawn(first_name="Lena")])
        assert case_view.page_of(work, lena.id)["story"] == "J. C. keek toe, N. had een zakmes. L. zag het."
        with pytest.raises(Invalid, match="Jonas"):
            cards.write_card(work, lena.id, cards.Written("", "Rust, zoals Jonas."))
    with world.desk() as work:
        sofie = add_person(work, "Sofie Maes", "sofie@schelderand.example", Role.DUTY_DESK, hub_id=world["schelderand"])
        work.asker = asker_for(work, sofie.id) or pytest.fail("she has a role")
        assert shield.shuts_out(work, work.session.get_one(Referral, there))
        assert shield.shuts_out(work, work.session.get_one(Referral, lena.id))


def test_a_name_that_became_known_later_is_not_read_in_the_words_of_an_offer(world: World) -> None:
    case = discussed(world, first_name="", last_name="")
    with world.desk(HILDE) as work:
        offer = handing.offer(
            work, case, hub_named(work.session, "schelderand").id, "moved", "Xander Wils verhuist."
        ).id
    with world.desk(KARIM) as work:
        section = BY_SLUG["jongere"]
        stored = completing.see(work, work.session.get_one(Referral, case), section)
        assert isinstance(stored, Typed)
        completing.complete(
            work, case, section, stored.model_copy(update={"first_name": "Xander", "last_name": "Wils"})
        )
    with world.desk(WIM) as work:
        seen = handing_sight.offer_for(work, offer)[2]
        assert seen is not None
        assert seen.words == "X. W. verhuist."


def test_a_card_that_is_not_approved_is_not_read_elsewhere(world: World) -> None:
    case = discussed(world)
    with world.desk(HILDE) as work:
        cards.write_card(work, case, cards.Written("N.E.", "Nog niet klaar"))
    offer = offered(world, case)
    with world.desk(WIM) as work:
        seen = handing_sight.offer_for(work, offer)[2]
        assert seen is not None
        assert seen.card is None


@pytest.mark.parametrize(
    ("hub", "reason", "words", "field"),
    [
        (None, "moved", WORDS, "hub"),
        ("dijleland", "moved", WORDS, "hub"),
        ("schelderand", "zomaar", WORDS, "reason"),
        ("schelderand", "moved", "", "words"),
        ("schelderand", "moved", "Noor woont nu bij haar vader.", "words"),
        ("schelderand", "moved", "De vader belt terug op 0470 00 00 11.", "words"),
    ],
)
def test_an_offer_says_to_whom_and_why_without_a_name(
    world: World, hub: str | None, reason: str, words: str, field: str
) -> None:
    case = discussed(world)
    with world.desk(HILDE) as work, pytest.raises(Invalid) as wrong:
        handing.offer(work, case, hub_named(work.session, hub).id if hub else None, reason, words)
    assert set(wrong.value.errors) == {field}
    assert world.case(case).stage == Stage.DISCUSSED


def test_a_case_with_a_running_track_is_offered_to_nobody(world: World) -> None:
    case, _track = back_on_table(world)
    with world.desk(HILDE) as work, pytest.raises(Refused, match="Er loopt nog een traject"):
        handing.offer(work, case, hub_named(work.session, "schelderand").id, "moved", WORDS)
    with world.desk(HILDE) as work:
        referral = work.session.get_one(Referral, case)
        now = case_acts.Now(referral, moves.state_of(work, referral), None, brussels_date(work.now), other_hubs=True)
        assert not case_acts.BY_SLUG["overdragen"].offered(now)


def test_a_claim_that_waits_ends_with_the_offer_and_its_place_comes_free(world: World) -> None:
    case = on_table(world)
    takes_up(world, NADIA, case, "Kort traject")
    offered(world, case)
    assert taken(world, "Kort traject") == 0
    assert letters_of(world, "claim_let_go")
    nothing_wrong(world)


def test_who_may_not_decide_offers_nothing_and_answers_nothing(world: World) -> None:
    case = discussed(world)
    for name in (KARIM, NADIA, WIM):
        with world.desk(name) as work, pytest.raises((NotAllowed, NotFound)):
            handing.offer(work, case, hub_named(work.session, "schelderand").id, "moved", WORDS)
    offer = offered(world, case)
    for name in (KARIM, NADIA, HILDE):
        for answer in (
            lambda work: handing.accept_offer(work, offer),
            lambda work: handing.decline_offer(work, offer, "Nee."),
            lambda work: handing_sight.offer_for(work, offer),
        ):
            with world.desk(name) as work, pytest.raises((NotAllowed, NotFound)):
                answer(work)
    for name in (WIM, KARIM, NADIA):
        with world.desk(name) as work, pytest.raises((NotAllowed, NotFound)):
            handing.withdraw_offer(work, case)
    with world.desk(WIM) as work, pytest.raises(NotFound):
        identity.open_identity(work, case)


# No


def test_a_no_brings_the_case_back_to_who_offered_it_with_the_words(world: World) -> None:
    case = discussed(world)
    offer = offered(world, case)
    with world.desk(WIM) as work, pytest.raises(Invalid):
        handing.decline_offer(work, offer, " ")
    with world.desk(WIM) as work:
        handing.decline_offer(work, offer, "De school ligt bij jullie.")
    back = world.case(case)
    assert (back.stage, back.reopened_for, back.outcome) == (Stage.REOPENED, "not_taken_over", None)
    assert groups(world, HILDE)["herneming"].items[0].why == "herneming: een ander meldpunt neemt niet over"
    with world.desk(HILDE) as work:
        (said,) = handing_sight.handed_of(work, case)
        assert (said.state, said.answer, said.number) == ("declined", "De school ligt bij jullie.", "")
    assert "aangeboden" not in groups(world, WIM)
    with world.desk(WIM) as work, pytest.raises(Refused):
        handing.accept_offer(work, offer)
    assert "niet over" in letters_of(world, "hub_offer_answered")[0].body
    nothing_wrong(world)


def test_who_offered_takes_the_offer_back_and_decides_again(world: World) -> None:
    case = discussed(world)
    offer = offered(world, case)
    with world.desk(HILDE) as work, pytest.raises(Refused, match="Trek eerst het aanbod in"):
        ending.reopen(work, case, "on_purpose")
    with world.desk(HILDE) as work:
        handing.withdraw_offer(work, case)
    assert world.case(case).stage == Stage.REOPENED
    with world.desk(WIM) as work:
        assert handing_sight.offer_for(work, offer)[2] is None
    (letter,) = letters_of(world, "hub_offer_withdrawn")
    (asked,) = letters_of(world, "hub_offer")
    assert (letter.to_address, letter.hub_id) == (asked.to_address, world["dijleland"])
    assert "trekt het aanbod van CM-2026-00001 in" in letter.body
    put_on_table(world, case)
    nothing_wrong(world)


def test_silence_brings_the_case_back_on_the_day_that_it_was_due_and_is_no_answer(world: World) -> None:
    case = discussed(world)
    offer = offered(world, case)
    assert not list(follow_up.run(world.store, parse_moment("2026-09-21T10:00")))
    (line,) = follow_up.run(world.store, parse_moment("2026-09-22T10:00"))
    assert (line["did"], line["hand_over"]) == ("came_back_from_hub", str(offer))
    assert not list(follow_up.run(world.store, parse_moment("2026-09-22T10:00")))
    back = world.case(case)
    assert (back.stage, back.reopened_for) == (Stage.REOPENED, "silent")
    assert row(world, HandOver, offer).state == "silent"
    with world.desk(WIM) as work, pytest.raises(Refused, match="staat niet meer open"):
        handing.accept_offer(work, offer)
    assert "niet op tijd" in letters_of(world, "hub_offer_answered")[0].body
    offered(world, case)  # and once more
    nothing_wrong(world)


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
        assert sight.document_for(work, document.id)[1] == b"Een brief van de school."
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
    (letter,) = letters_of(world, "handed_over")
    assert letter.to_address == "els@sintjans.example"
    assert number in letter.body
    with world.desk() as work:
        page = sight.own_page(work, by_link(work, work.session.get_one(Link, link.id), pressed=True))
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
    assert letters_of(world, "handed_over") == []
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
