"""What the coordinator makes of a claim: a track, or a no with a reason."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hub.dispatch import claims, ending, moves, seating
from hub.dispatch.case import Stage
from hub.dispatch.table_tables import Claim, Track
from hub.ledger import Entry
from hub.letters import Letter
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.tables import on_table, row, taken, takes_up


def test_hilde_confirms_a_claim_and_it_becomes_a_track_that_starts_in_fifteen_days(world: World) -> None:
    case = on_table(world)
    claim_id = takes_up(world, "Nadia Pauwels", case, "Kort traject", commitment="Twee weken, elke voormiddag.")
    with world.desk("Hilde Verbist") as work:
        track = claims.confirm(work, claim_id)
    assert (track.stage, track.agreed_start, track.claim_id) == ("accepted", date(2026, 9, 30), claim_id)
    assert track.commitment == "Twee weken, elke voormiddag."
    noor = world.case(case)
    assert (noor.stage, noor.holder, noor.next_why) == (Stage.TRACKS, "partner", "start")
    assert noor.holder_organisation_id == world["Kompas NAFT"]
    assert taken(world, "Kort traject") == 1
    with world.desk() as work:
        chain = work.session.exec(
            select(Entry.from_stage, Entry.to_stage).where(Entry.noun_id == track.id).order_by(sa.text("id"))
        ).all()
    assert list(chain) == [(None, "proposed"), ("proposed", "accepted")]


def test_a_start_in_a_holiday_moves_to_the_next_school_day(world: World) -> None:
    case = on_table(world)
    claim_id = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    with world.desk("Hilde Verbist", now="2026-10-17T10:00") as work:  # 1 November falls in the autumn holiday
        assert claims.confirm(work, claim_id).agreed_start == date(2026, 11, 9)


def test_the_partner_and_the_referrer_hear_of_it_without_a_name(world: World) -> None:
    case = on_table(world)
    lead = takes_up(world, "Tom Claes", case, "Carrousel")
    joined = takes_up(world, "Yusuf Aydin", case, "Een buddy", "co")
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, lead)
        claims.confirm(work, joined)
    with world.desk() as work:
        letters = work.session.exec(select(Letter).where(Letter.referral_id == case)).all()
    assert sorted((one.kind, one.to_address) for one in letters) == [
        ("claim_confirmed", "team@buddyhuis.example"),
        ("claim_confirmed", "team@springplank.example"),
        ("heard_on_table", "els@sintjans.example"),
        ("referrer_joined", "els@sintjans.example"),
        ("referrer_taken_up", "els@sintjans.example"),
    ]
    said = {one.to_address: one.body for one in letters if one.kind == "claim_confirmed"}
    assert "Springplank neemt de leiding." in said["team@buddyhuis.example"]
    assert "leiding" not in said["team@springplank.example"]
    for letter in letters:
        assert "Noor" not in letter.subject + letter.body
        assert "Amrani" not in letter.subject + letter.body


def test_a_co_partner_is_confirmed_days_after_the_lead(world: World) -> None:
    case = on_table(world)
    lead = takes_up(world, "Tom Claes", case, "Carrousel")
    joined = takes_up(world, "Yusuf Aydin", case, "Een buddy", "co")
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, lead)
    with world.desk("Hilde Verbist", now="2026-09-18T09:00") as work:
        second = claims.confirm(work, joined, date(2026, 9, 21))
    noor = world.case(case)
    assert (second.role, noor.stage) == ("co", Stage.TRACKS)
    assert noor.holder_organisation_id == world["Buddyhuis"]  # its start comes first


def test_a_claim_is_confirmed_once(world: World) -> None:
    claim_id = takes_up(world, "Tom Claes", on_table(world), "Carrousel")
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, claim_id)
    with pytest.raises(Refused, match="wacht niet meer"), world.desk("Hilde Verbist") as work:
        claims.confirm(work, claim_id)
    with world.desk() as work:
        assert len(work.session.exec(select(Track)).all()) == 1


def test_hilde_refuses_a_claim_with_a_reason_and_the_place_comes_free(world: World) -> None:
    case = on_table(world)
    claim_id = takes_up(world, "Tom Claes", case, "Carrousel")
    with pytest.raises(Invalid, match="De partner leest dit"), world.desk("Hilde Verbist") as work:
        claims.refuse_claim(work, claim_id, "  ")
    with world.desk("Hilde Verbist") as work:
        claims.refuse_claim(work, claim_id, "De groep is te groot voor deze vraag.")
    refused = row(world, Claim, claim_id)
    assert (refused.state, refused.settled_note) == ("refused", "De groep is te groot voor deze vraag.")
    assert taken(world, "Carrousel") == 0
    with world.desk() as work:
        letter = work.session.exec(select(Letter).where(Letter.kind == "claim_refused")).one()
    assert "te groot" not in letter.body
    assert world.case(case).stage == Stage.ON_TABLE


def test_only_the_coordinator_of_the_hub_confirms_or_refuses(world: World) -> None:
    claim_id = takes_up(world, "Tom Claes", on_table(world), "Carrousel")
    for who, wrong in (("Wim Peeters", NotFound), ("Lotte Wouters", NotAllowed), ("Karim Haddou", NotAllowed)):
        with pytest.raises(wrong), world.desk(who) as work:
            claims.confirm(work, claim_id)
        with pytest.raises(wrong), world.desk(who) as work:
            claims.refuse_claim(work, claim_id, "Neen.")
    with pytest.raises((NotFound, NotAllowed)), world.desk("Tom Claes") as work:
        claims.confirm(work, claim_id)


def test_a_day_that_has_gone_is_no_start(world: World) -> None:
    claim_id = takes_up(world, "Tom Claes", on_table(world), "Carrousel")
    with pytest.raises(Invalid, match="al voorbij"), world.desk("Hilde Verbist") as work:
        claims.confirm(work, claim_id, date(2026, 9, 15) - timedelta(days=1))


def test_a_claim_that_was_confirmed_this_round_is_not_counted_twice(world: World) -> None:
    case = on_table(world)
    claim_id = takes_up(world, "Tom Claes", case, "Carrousel")
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, claim_id)
        sitting = seating.round_of(work, moves.take(work, case))
        assert sitting is not None
        assert ([one.id for one in sitting.claims], list(sitting.running)) == ([claim_id], [])


def test_the_hub_itself_has_one_track_in_a_case(world: World) -> None:
    case = world.refer()
    world.talk(case)
    with world.desk("Hilde Verbist") as work:
        ending.take_up(work, case, "Wekelijks contact.", date(2026, 9, 21))
        ending.reopen(work, case, "stalled")
    with pytest.raises(Refused, match="Dijleland heeft voor deze vraag al een traject"), \
            world.desk("Hilde Verbist") as work:  # fmt: skip
        ending.take_up(work, case, "Nog eens.", date(2026, 9, 21))
