"""What waits while a case comes back, and asking a partner outside a table."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import select

from hub.dispatch import agenda, cards, claims, ending, proposing, tracks
from hub.dispatch.agendas.lapsing import lapsing_of
from hub.dispatch.case import Stage
from hub.dispatch.moves import take
from hub.dispatch.reopening import bring_back
from hub.dispatch.table_tables import AgendaItem, AgendaReason, Claim, ClaimState, Track
from hub.letters import Letter
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.desk.test_names_at_other_hubs import told_on_vandaag
from tests.tables import CARD, on_table, row, running, taken, takes_up


def letters_of(world: World, case: UUID, kind: str) -> list[Letter]:
    with world.desk() as work:
        return list(work.session.exec(select(Letter).where(Letter.referral_id == case, Letter.kind == kind)).all())


def comes_back(world: World) -> tuple[UUID, UUID]:
    """Springplank runs, Buddyhuis waits for Hilde, and Springplank stays silent: the case and the claim that waits."""
    case = on_table(world)
    lead = takes_up(world, "Tom Claes", case, "Carrousel")
    joined = takes_up(world, "Yusuf Aydin", case, "Een buddy", "co")
    with world.desk("Hilde Verbist") as work:
        track = claims.confirm(work, lead)
    with world.desk() as work:
        bring_back(work, take(work, case), AgendaReason.SILENT, track_id=track.id)
    return case, joined


def test_a_case_that_comes_back_by_itself_keeps_the_claims_that_wait(world: World) -> None:
    case, joined = comes_back(world)
    noor = world.case(case)
    assert (noor.stage, noor.holder, noor.next_due is not None) == (Stage.REOPENED, "coordinator", True)
    assert (row(world, Claim, joined).state, taken(world, "Een buddy")) == (ClaimState.MADE, 1)
    assert letters_of(world, case, "claim_let_go") == []


def test_hilde_confirms_such_a_claim_and_the_case_runs_on(world: World) -> None:
    case, joined = comes_back(world)
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, joined, date(2026, 9, 21))
    noor = world.case(case)
    assert (noor.stage, noor.holder, noor.holder_organisation_id) == (Stage.TRACKS, "partner", world["Buddyhuis"])
    with world.desk() as work:
        assert not work.session.exec(select(AgendaItem).where(AgendaItem.state == "proposed")).all()


def test_when_hilde_takes_it_in_hand_again_she_reads_whose_claim_ends_and_that_partner_hears_it(world: World) -> None:
    case = on_table(world)
    lead = takes_up(world, "Tom Claes", case, "Carrousel")
    joined = takes_up(world, "Yusuf Aydin", case, "Een buddy", "co")
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, lead)
    with world.desk() as work:
        assert lapsing_of(work, case).words() == (
            "Er wacht nog een opname van Buddyhuis. Die vervalt hierdoor, en Buddyhuis krijgt bericht."
        )
    with world.desk("Hilde Verbist") as work:
        ending.reopen(work, case, "stalled")
    assert (row(world, Claim, joined).state, taken(world, "Een buddy")) == (ClaimState.WITHDRAWN, 0)
    (letter,) = letters_of(world, case, "claim_let_go")
    assert letter.to_address == "team@buddyhuis.example"
    assert "vervalt" in letter.body
    for secret in ("Noor", "Amrani", "dagstructuur"):
        assert secret not in letter.subject + letter.body


def returned(world: World) -> UUID:
    """Kompas ran with Noor and could not start: she is back with Hilde."""
    track_id = running(world)
    with world.desk("Nadia Pauwels") as work:
        tracks.not_start(work, track_id, "staff")
    return row(world, Track, track_id).referral_id


def test_hilde_asks_another_partner_straight_away_and_it_takes_noor_on(world: World) -> None:
    case = returned(world)
    with world.desk("Hilde Verbist") as work:
        track = proposing.ask_partner(work, case, world.offer(work, "Carrousel").id, date(2026, 9, 28))
    noor = world.case(case)
    assert (noor.stage, noor.holder_organisation_id, noor.next_why) == (Stage.TRACKS, world["Springplank"], "proposal")
    assert (track.stage, track.role, track.agreed_start, taken(world, "Carrousel")) == (
        "proposed", "lead", date(2026, 9, 28), 1,
    )  # fmt: skip
    (letter,) = letters_of(world, case, "proposal")
    assert letter.to_address == "tom@springplank.example", "the card is read behind a link of one's own"
    assert "Noor" not in letter.subject + letter.body
    with world.desk("Tom Claes") as work:
        tracks.accept(work, track.id)
    assert row(world, Track, track.id).stage == "accepted"


def test_the_place_on_the_agenda_that_was_proposed_goes_when_a_partner_is_asked(world: World) -> None:
    case = returned(world)
    with world.desk("Hilde Verbist") as work:
        proposing.ask_partner(work, case, world.offer(work, "Carrousel").id)
    with world.desk() as work:
        assert not work.session.exec(select(AgendaItem).where(AgendaItem.state == "proposed")).all()


def test_a_card_that_is_taken_back_while_a_partner_is_asked_stands_on_vandaag(world: World) -> None:
    case = returned(world)
    with world.desk("Hilde Verbist") as work:
        proposing.ask_partner(work, case, world.offer(work, "Carrousel").id)
    assert told_on_vandaag(world, "Hilde Verbist") == []
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, case, CARD)
    assert told_on_vandaag(world, "Hilde Verbist") == ["nog niet goedgekeurd"]
    with world.client("Hilde Verbist") as hilde:
        assert world.case(case).number in hilde.get("/aanmeldingen?toon=tafelkaarten").text
    with world.desk("Hilde Verbist") as work:
        cards.approve_card(work, case)
    assert told_on_vandaag(world, "Hilde Verbist") == []


def test_a_partner_that_cannot_gives_the_case_back_at_once(world: World) -> None:
    case = returned(world)
    with world.desk("Hilde Verbist") as work:
        track = proposing.ask_partner(work, case, world.offer(work, "Carrousel").id)
    with world.desk("Tom Claes") as work:
        tracks.decline(work, track.id, "no_place")
    assert (world.case(case).stage, taken(world, "Carrousel")) == (Stage.REOPENED, 0)


def test_who_works_on_it_or_waits_is_not_asked_and_what_fits_comes_first(world: World) -> None:
    case, _joined = comes_back(world)
    with world.desk("Hilde Verbist") as work:
        choices = proposing.offer_choices(work, take(work, case))
        names = [words for _id, words, _hint in choices]
        with pytest.raises(Invalid, match="Kies een partner"):
            proposing.ask_partner(work, case, world.offer(work, "Een buddy").id)
    assert not any(name.startswith(("Springplank", "Buddyhuis", "Centraal Meldpunt")) for name in names)
    hints = [hint for _id, _words, hint in choices]
    assert hints == sorted(hints, key=lambda hint: not hint.startswith("Past") or hint.startswith("Past niet"))


def test_a_second_partner_joins_while_another_one_leads(world: World) -> None:
    case, _joined = comes_back(world)
    with world.desk("Hilde Verbist") as work:
        assert proposing.ask_partner(work, case, world.offer(work, "Kort traject").id).role == "co"


def test_nobody_is_asked_without_a_card_to_read_nor_from_another_stage(world: World) -> None:
    case = world.refer()
    world.talk(case)
    with world.desk("Hilde Verbist") as work:
        ending.withdraw(work, case)
        ending.reopen(work, case, "on_purpose")
    with pytest.raises(Refused, match="tafelkaart"), world.desk("Hilde Verbist") as work:
        proposing.ask_partner(work, case, world.offer(work, "Carrousel").id)
    tabled = on_table(world)
    with pytest.raises(Refused, match="op de dispatchtafel"), world.desk("Hilde Verbist") as work:
        proposing.ask_partner(work, tabled, world.offer(work, "Carrousel").id)


@pytest.mark.parametrize(
    ("who", "wrong"), [("Karim Haddou", NotAllowed), ("Wim Peeters", NotFound), ("Tom Claes", NotFound)]
)
def test_only_the_coordinator_of_the_hub_asks(world: World, who: str, wrong: type[Exception]) -> None:
    case = returned(world)
    with pytest.raises((wrong, NotAllowed)), world.desk(who) as work:
        proposing.ask_partner(work, case, world.offer(work, "Carrousel").id)


def test_a_withdrawn_case_that_comes_back_is_new_for_the_table_it_never_saw(world: World) -> None:
    case = world.refer()
    with world.desk("Hilde Verbist") as work:
        ending.withdraw(work, case)
        ending.reopen(work, case, "on_purpose")
    with world.desk() as work:
        assert work.session.exec(select(AgendaItem)).one().reason == "new"


def test_writing_the_card_begins_the_clarification(world: World) -> None:
    case = world.refer()
    with world.client("Hilde Verbist") as hilde:
        assert "Keur goed en zet op tafel" in hilde.get(f"/aanmeldingen/{case}/tafelkaart").text
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, case, CARD)
    assert world.case(case).stage == Stage.CLARIFICATION
    with world.desk("Hilde Verbist") as work:
        cards.approve_card(work, case)
        agenda.put_on_table(work, case)
    assert world.case(case).stage == Stage.ON_TABLE


def test_a_partner_whose_card_was_taken_back_reads_that_it_is_being_mended(world: World) -> None:
    case = returned(world)
    with world.desk("Hilde Verbist") as work:
        track = proposing.ask_partner(work, case, world.offer(work, "Carrousel").id).id
    with world.client("Tom Claes") as tom:
        assert "De coördinator verbetert" not in tom.get(f"/trajecten/{track}").text
        with world.desk("Hilde Verbist") as work:
            cards.write_card(work, case, CARD)
        assert "De coördinator verbetert nog wat er gevraagd wordt." in tom.get(f"/trajecten/{track}").text
