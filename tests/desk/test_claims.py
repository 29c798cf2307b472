"""Taking up and declining at the table: who was first, who joins, and what the coordinator confirms."""

import threading
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from hub.dispatch import agenda, claims, deciding, ending, moves, seating
from hub.dispatch.case import Move, Stage
from hub.dispatch.table_tables import AgendaItem, Claim, ClaimState, Decline, Track
from hub.partners.tables import Capacity, Offer
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from hub.store import Store
from tests.cast import World
from tests.machine import PATIENCE
from tests.tables import back_on_table, on_table, put_on_table, row, taken, takes_up

TUESDAY_AFTER = "2026-09-22T15:00"


def both_at_once(*acts: Callable[[], object]) -> list[object]:
    """Run these in threads that start together; an answer or the exception of each, in order."""
    gate, answers = threading.Barrier(len(acts)), list[object](acts)

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            answers[number] = act()
        except Refused as refusal:
            answers[number] = refusal

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def clicks(world: World, store: Store, who: str, case: UUID, offer: str) -> Callable[[], object]:
    """This person takes the case up from a machine of its own."""

    def act() -> object:
        with store.begin(now=world.now) as work:
            work.asker = world.asker(work, who)
            return claims.claim(work, case, world.offer(work, offer).id).id

    return act


def test_two_partners_who_click_at_once_never_both_lead_and_the_loser_reads_who_was_first(world: World) -> None:
    stores = [Store(world.store.settings, pool_size=1) for _n in range(2)]
    for _round in range(8):
        case = on_table(world)
        answers = both_at_once(
            clicks(world, stores[0], "Nadia Pauwels", case, "Individuele begeleiding"),
            clicks(world, stores[1], "Yusuf Aydin", case, "Een buddy"),
        )
        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert len(refusals) == 1, answers
        winner = "Buddyhuis" if answers[0] is refusals[0] else "Kompas NAFT"
        assert refusals[0].sentence == f"{winner} nam deze vraag net op. Jullie kunnen nog meedoen."
        with world.desk() as work:  # back to as it was, for the next round
            won = work.session.exec(select(Claim).where(Claim.referral_id == case)).one().id
        with world.desk("Hilde Verbist") as work:
            claims.refuse_claim(work, won, "Voor deze proef.")
    for store in stores:
        store.close()


def test_of_two_cases_that_want_the_last_place_only_one_gets_it(world: World) -> None:
    stores = [Store(world.store.settings, pool_size=1) for _n in range(2)]
    for _round in range(8):
        first, second = on_table(world), on_table(world)
        answers = both_at_once(
            clicks(world, stores[0], "Nadia Pauwels", first, "Schoolvervangend traject"),
            clicks(world, stores[1], "Nadia Pauwels", second, "Schoolvervangend traject"),
        )
        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert [one.sentence for one in refusals] == [
            "De laatste plaats van “Schoolvervangend traject” is net ingenomen."
        ]
        assert taken(world, "Schoolvervangend traject") == 1
        with world.desk("Hilde Verbist") as work:
            claims.refuse_claim(work, next(one for one in answers if isinstance(one, UUID)), "Voor deze proef.")
    for store in stores:
        store.close()


def test_the_database_itself_refuses_a_second_lead_and_a_second_claim_of_one_partner(world: World) -> None:
    case = on_table(world)
    claim_id = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    with world.desk() as work:
        values = work.session.get_one(Claim, claim_id).model_dump(exclude={"id"})
        other = world.offer(work, "Een buddy")
    with pytest.raises(IntegrityError, match="one_lead_in_a_round"), world.desk() as work:
        work.session.add(Claim(**values | {"organisation_id": other.organisation_id, "offer_id": other.id}))
    with pytest.raises(IntegrityError, match="one_claim_of_a_partner"), world.desk() as work:
        work.session.add(Claim(**values | {"role": "co"}))


def test_the_database_itself_refuses_one_place_too_many(world: World) -> None:
    one_more = sa.update(Offer).values(taken=col(Offer.places) + 1)
    with pytest.raises(IntegrityError, match="not_overbooked"), world.desk() as work:
        work.session.execute(one_more.where(col(Offer.name) == "Kort traject"))


def test_a_partner_who_comes_second_reads_who_was_first_and_joins(world: World) -> None:
    case = on_table(world)
    takes_up(world, "Tom Claes", case, "Carrousel", commitment="Drie dagen per week.")
    with pytest.raises(Refused, match=r"^Springplank nam deze vraag net op\. Jullie kunnen nog meedoen\.$"):
        takes_up(world, "Yusuf Aydin", case, "Een buddy")
    takes_up(world, "Yusuf Aydin", case, "Een buddy", "co", commitment="Een buddy in het weekend.")
    assert (taken(world, "Carrousel"), taken(world, "Een buddy")) == (1, 1)


def test_nobody_joins_a_case_that_nobody_leads(world: World) -> None:
    with pytest.raises(Refused, match="Nog niemand neemt de leiding"):
        takes_up(world, "Yusuf Aydin", on_table(world), "Een buddy", "co")


def test_an_offer_with_a_waiting_list_or_without_capacity_does_not_lead(world: World) -> None:
    case = on_table(world)
    with pytest.raises(Refused, match="wachtlijst"):
        takes_up(world, "Tom Claes", case, "Herstelgericht groepswerk")
    with world.desk() as work:
        world.offer(work, "Carrousel").capacity = Capacity.NONE
    with pytest.raises(Refused, match="heeft geen plaats"):
        takes_up(world, "Tom Claes", case, "Carrousel")


def test_a_partner_takes_its_claim_back_and_the_place_comes_free(world: World) -> None:
    case = on_table(world)
    claim_id = takes_up(world, "Tom Claes", case, "Carrousel")
    with world.desk("Tom Claes") as work:
        claims.withdraw_claim(work, claim_id)
    assert (taken(world, "Carrousel"), row(world, Claim, claim_id).state) == (0, ClaimState.WITHDRAWN)
    takes_up(world, "Nadia Pauwels", case, "Kort traject")


def test_who_joined_may_lead_once_the_lead_has_gone(world: World) -> None:
    case = on_table(world)
    lead = takes_up(world, "Tom Claes", case, "Carrousel")
    joined = takes_up(world, "Yusuf Aydin", case, "Een buddy", "co")
    with world.desk("Tom Claes") as work:
        claims.withdraw_claim(work, lead)
    with pytest.raises(Refused, match="Nog niemand heeft de leiding"), world.desk("Hilde Verbist") as work:
        claims.confirm(work, joined)
    assert takes_up(world, "Yusuf Aydin", case, "Een buddy") == joined
    assert (row(world, Claim, joined).role, taken(world, "Een buddy")) == ("lead", 1)


def test_a_decline_needs_a_coded_reason(world: World) -> None:
    case = on_table(world)
    with pytest.raises(Invalid, match="Kies een reden"), world.desk("Tom Claes") as work:
        claims.decline(work, case, "geen zin")
    with world.desk("Tom Claes") as work:
        assert claims.decline(work, case, "no_place", "Pas in november.").organisation_id == world["Springplank"]


def test_who_declined_may_still_take_it_up(world: World) -> None:
    case = on_table(world)
    with world.desk("Tom Claes") as work:
        claims.decline(work, case, "staff")
    takes_up(world, "Tom Claes", case, "Carrousel")
    with world.desk() as work:
        assert not work.session.exec(select(Decline)).all()
    with pytest.raises(Refused, match="Trek eerst jullie opname in"), world.desk("Tom Claes") as work:
        claims.decline(work, case, "staff")


def test_when_everybody_declines_the_case_is_back_with_hilde_at_once(world: World) -> None:
    case = on_table(world)
    for who in ("Nadia Pauwels", "Tom Claes", "Fien Maes"):
        with world.desk(who) as work:
            claims.decline(work, case, "no_place")
        assert world.case(case).stage == Stage.ON_TABLE
    with world.desk("Yusuf Aydin") as work:
        claims.decline(work, case, "age")
    noor = world.case(case)
    assert (noor.stage, noor.holder, noor.reopened_for) == (Stage.REOPENED, "coordinator", "declined")
    with world.desk() as work:
        proposal = work.session.exec(select(AgendaItem).where(AgendaItem.state == "proposed")).one()
    assert (proposal.referral_id, proposal.reason) == (case, "declined")


def test_a_claim_that_still_lives_keeps_the_case_on_the_table(world: World) -> None:
    case = on_table(world)
    takes_up(world, "Tom Claes", case, "Carrousel")
    for who in ("Nadia Pauwels", "Fien Maes", "Yusuf Aydin"):
        with world.desk(who) as work:
            claims.decline(work, case, "no_place")
    assert world.case(case).stage == Stage.ON_TABLE


def test_hilde_records_a_claim_and_a_decline_for_whoever_said_it_at_the_table(world: World) -> None:
    case = on_table(world)
    claim_id = takes_up(world, "Hilde Verbist", case, "Carrousel", for_organisation=world["Springplank"])
    with world.desk("Hilde Verbist") as work:
        claims.decline(work, case, "no_place", organisation_id=world["Buddyhuis"])
    made = row(world, Claim, claim_id)
    assert (made.organisation_id, made.made_by) == (world["Springplank"], world["Hilde Verbist"])


def test_a_new_round_lets_old_claims_go(world: World) -> None:
    case = on_table(world)
    claim_id = takes_up(world, "Tom Claes", case, "Carrousel")
    with world.desk("Hilde Verbist") as work:
        deciding.park(work, case, Move.WAIT, date(2026, 10, 20), "Eerst het CLB.")
    assert (row(world, Claim, claim_id).state, taken(world, "Carrousel")) == (ClaimState.WITHDRAWN, 0)
    put_on_table(world, case)
    with pytest.raises(Refused, match="vorige ronde"), world.desk("Hilde Verbist") as work:
        claims.confirm(work, claim_id)
    takes_up(world, "Nadia Pauwels", case, "Kort traject")


def test_after_the_session_who_owes_an_answer_has_five_working_days(world: World) -> None:
    case = on_table(world)
    with world.desk("Hilde Verbist", now=TUESDAY_AFTER) as work:
        agenda.discuss(work, case)
    with world.desk("Tom Claes", now="2026-09-28T16:00") as work:
        claims.claim(work, case, world.offer(work, "Carrousel").id)
    with pytest.raises(Refused, match="De tijd om te antwoorden is voorbij"), \
            world.desk("Yusuf Aydin", now="2026-09-29T16:00") as work:  # fmt: skip
        claims.decline(work, case, "no_place")


def test_nobody_claims_for_another_nor_without_a_seat_nor_in_another_hub(world: World) -> None:
    case = on_table(world)
    with pytest.raises(NotFound), world.desk("Tom Claes") as work:
        claims.claim(work, case, world.offer(work, "Een buddy").id)
    with pytest.raises(NotFound), world.desk("Wim Peeters") as work:
        claims.claim(work, case, world.offer(work, "Een buddy").id)
    for who in ("Lotte Wouters", "Karim Haddou"):
        with pytest.raises(NotAllowed), world.desk(who) as work:
            claims.claim(work, case, world.offer(work, "Een buddy").id)
    neighbours = world.refer("schelderand")
    put_on_table(world, neighbours, "Wim Peeters")
    with pytest.raises(NotFound), world.desk("Tom Claes") as work:
        claims.claim(work, neighbours, world.offer(work, "Carrousel").id)
    takes_up(world, "Nadia Pauwels", neighbours, "Kort traject")  # Kompas sits at both tables


def test_a_partner_that_has_a_track_in_a_case_neither_takes_it_up_again_nor_declines_it(world: World) -> None:
    case, _track = back_on_table(world)
    for who in ("Nadia Pauwels", "Hilde Verbist"):
        with pytest.raises(Refused, match=r"^Kompas NAFT heeft voor deze vraag al een traject: afgesproken\.$"):
            takes_up(world, who, case, "Individuele begeleiding", for_organisation=world["Kompas NAFT"])
        with pytest.raises(Refused, match="Kompas NAFT heeft voor deze vraag al een traject"), world.desk(who) as work:
            claims.decline(work, case, "no_place", organisation_id=world["Kompas NAFT"])
    assert taken(world, "Individuele begeleiding") == 0


def test_another_partner_joins_the_one_that_leads_since_an_earlier_round(world: World) -> None:
    case, goes_on = back_on_table(world)
    with pytest.raises(Refused, match=r"^Kompas NAFT heeft al de leiding\. Jullie kunnen nog meedoen\.$"):
        takes_up(world, "Yusuf Aydin", case, "Een buddy")
    joined = takes_up(world, "Yusuf Aydin", case, "Een buddy", "co")
    with world.desk("Hilde Verbist") as work:
        track = claims.confirm(work, joined)
    assert (track.role, row(world, Track, goes_on).stage, world.case(case).stage) == ("co", "accepted", Stage.TRACKS)


def test_hilde_may_record_a_new_lead_beside_the_one_that_goes_on(world: World) -> None:
    case, _track = back_on_table(world)
    claim_id = takes_up(world, "Hilde Verbist", case, "Een buddy", for_organisation=world["Buddyhuis"])
    assert row(world, Claim, claim_id).role == "lead"


def test_who_already_works_on_a_case_owes_no_answer(world: World) -> None:
    case, goes_on = back_on_table(world)
    for who in ("Tom Claes", "Fien Maes", "Yusuf Aydin"):
        with world.desk(who) as work:
            claims.decline(work, case, "no_place")
    noor = world.case(case)
    assert (noor.stage, noor.reopened_for) == (Stage.REOPENED, "declined")
    with world.desk("Hilde Verbist") as work:
        ending.carry_on(work, case)
    assert (world.case(case).stage, row(world, Track, goes_on).stage) == (Stage.TRACKS, "accepted")


def test_who_already_works_on_a_case_reads_its_card_until_the_table_is_done_with_it(world: World) -> None:
    case, _track = back_on_table(world)
    with world.desk("Hilde Verbist", now=TUESDAY_AFTER) as work:
        sitting = seating.round_of(work, moves.take(work, case))
        assert sitting is not None
        agenda.close_session(work, sitting.session.id)
    with world.desk("Nadia Pauwels", now=TUESDAY_AFTER) as work:
        referral = moves.take(work, case)
        sitting = seating.round_of(work, referral)
        assert sitting is not None
        assert seating.reads(work, referral, sitting, world["Kompas NAFT"])
