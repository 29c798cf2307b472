"""The days to come: what is foretold is what the nights then do, when nobody says a word."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from hub.clock import brussels_date, parse_moment
from hub.dispatch import agenda, moves, tracks
from hub.dispatch.clockwork.reading import clocks_of
from hub.dispatch.feedback.asking import after_agreement
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.monitoring import follow_up
from hub.monitoring.ahead import by_day
from hub.monitoring.ahead.ahead_sight import ahead, foretell, last_moment
from hub.monitoring.ahead.fortnight import Kind, beats
from hub.store import Store
from tests.cast import World
from tests.desk.test_follow_up import agreed
from tests.referrals import refer

NOW = parse_moment("2026-12-03T10:00")  # a Thursday: the holiday begins within the fortnight
DID = {
    "asked_partner": (Kind.WEEKLY, Kind.APART), "put_on_today": (Kind.OURS,),
    "gave_to_coordinator": (Kind.BACK, Kind.AGREEMENT_BACK), "came_back_from_hub": (Kind.HUB_BACK,),
    "reminded_clb": (Kind.CLB,), "clb_silent": (Kind.CLB_BACK,), "reminded_of_consult": (Kind.CONSULT,),
    "consult_silent": (Kind.CONSULT_BACK,), "reminded_owner": (Kind.AGREEMENT,), "asked_owner": (Kind.AGREEMENT,),
    "asked_if_helped": (Kind.HELP,), "help_unanswered": (Kind.HELP_BACK,), "left_with_coordinator": (Kind.LOOK,),
}  # fmt: skip
NOUNS = ("track", "clb_question", "consult_ask", "agreement", "hand_over", "help_question")
Told = list[tuple[str, str, str]]


def foretold(store: Store, hub: UUID, now: datetime) -> Told:
    """(day, what, whom it is about), as it is foretold now."""
    with store.begin(now=now) as work:
        found = foretell(work, [hub], {hub: clocks_of(work, hub)}, last_moment(now))
        return sorted((brussels_date(one.at).isoformat(), _did(one.kind), str(one.one)) for one in found)


def _did(kind: Kind) -> str:
    return next(did for did, kinds in DID.items() if kind in kinds)


def done(store: Store, hub: str, now: datetime) -> Told:
    """The same, as the clockwork really did it beat by beat."""
    lines: list[dict[str, Any]] = []
    for moment in beats(now, last_moment(now)):
        lines += follow_up.run(store, moment, hub)
    return sorted(_line(line) for line in lines if line["did"] in DID)


def _line(line: dict[str, Any]) -> tuple[str, str, str]:
    noun = next(noun for noun in NOUNS if noun in line)
    did = line["did"]
    return line["at"][:10], did, line[noun]


def _silent(world: World) -> Iterator[tuple[str, UUID]]:
    """Of each stage a track about which nobody says anything, some heavier than others."""
    for number, offer in enumerate(("Kort traject", "Carrousel", "Een buddy", "Kort traject")):
        case = world.refer(now="2026-11-16T10:00", first_name=f"Noor{'abcd'[number]}")
        yield offer, agreed(world, case=case, offer=offer)


@pytest.fixture
def silence(world: World) -> World:
    found = [track for _offer, track in _silent(world)]
    with world.desk("Hilde Verbist", now="2026-11-25T09:00") as work:
        urgent = moves.take(work, work.session.get_one(Track, found[3]).referral_id)
        urgent.flag, urgent.flag_reason, urgent.flagged_at = "red", "Slaapt op straat.", work.now
        moves.rewatch(work, urgent)
        after_agreement(work, urgent)  # six weeks later its referrer is asked whether there is help
    with world.desk("Tom Claes", now="2026-12-02T09:00") as work:
        tracks.start(work, found[1], brussels_date(work.now))
        tracks.hold(work, found[1], until=brussels_date(parse_moment("2026-12-09T09:00")), reason="Stage.")
        agenda.ensure_sessions(work, world["dijleland"])
    refer(World(world.store, world.ids, parse_moment("2026-12-02T10:00")))  # about which its CLB is asked
    return world


def test_what_is_foretold_is_what_the_nights_then_do(silence: World) -> None:
    told = foretold(silence.store, silence["dijleland"], NOW)
    assert {what for _day, what, _one in told} >= {"asked_partner", "gave_to_coordinator", "reminded_clb", "clb_silent"}
    assert told == done(silence.store, "dijleland", NOW)


def test_on_any_day_of_two_months_the_next_fortnight_comes_true(silence: World) -> None:
    """Over the holidays, from wherever one stands: what was done before is the ground of what is foretold then."""
    seen: set[str] = set()
    for moment in ("2026-12-03T10:00", "2026-12-18T12:00", "2027-01-04T06:30", "2027-01-20T21:00"):
        now = parse_moment(moment)
        told = foretold(silence.store, silence["dijleland"], now)
        assert told == done(silence.store, "dijleland", now), moment
        seen |= {what for _day, what, _one in told}
    assert {"asked_if_helped", "help_unanswered"} <= seen


def test_the_days_tell_who_gets_a_letter_what_ends_and_what_is_to_do(silence: World) -> None:
    with silence.desk("Hilde Verbist", now=NOW) as work:
        found = ahead(work, [silence["dijleland"]])
        days = by_day.days_of(found, brussels_date(NOW))
    words = {group.words for day in days for group in day.groups}
    assert [days[0].day, days[-1].day] == [date(2026, 12, 3), date(2026, 12, 17)]
    assert {day.day.weekday() for day in days} == set(range(5)), "weekends in which nothing happens are left out"
    assert {"Weekbrief aan Kompas NAFT", "E-mail apart aan Kompas NAFT, want er staat een vlag op"} <= words
    assert "Pauze voorbij bij Springplank" in words
    assert "Te doen voor ons: vraagverheldering starten" in words
    assert any(one.startswith("Komt terug bij ons: ") for one in words)
    assert [day.sittings[0].table for day in days if day.sittings]
    assert "keer schrijven we over een dossier" in by_day.summed(days)


def test_what_the_radar_has_of_a_day_stands_on_that_day_once_and_the_heading_counts_the_lines(silence: World) -> None:
    with silence.desk("Hilde Verbist", now=NOW) as work:
        hub = silence["dijleland"]
        days = {one.day: one for one in by_day.days_of(ahead(work, [hub]), brussels_date(NOW))}
        rows = work.session.exec(select(Referral).where(Referral.hub_id == hub, Referral.stage != "closed")).all()
        late = [one for one in rows if one.next_due and brussels_date(one.next_due) < brussels_date(NOW)]
        assert ahead(work, [hub]).late == len(late)
        due = [one for one in rows if one not in late and one.next_due and brussels_date(one.next_due) in days]
    assert {one.holder for one in due} == {"coordinator", "partner"}
    for one in due:
        assert one.next_due
        lines = [group for group in days[brussels_date(one.next_due)].groups if one.id in group.cases]
        assert lines, (one.next_why, one.next_due)
        assert len([group for group in lines if group.counts in (by_day.Sum.OURS, by_day.Sum.AWAITED)]) <= 1
        assert "wacht op antwoord" not in " ".join(group.words for group in lines if group.counts == by_day.Sum.OURS)
    heading = by_day.summed(list(days.values())).lower().replace("één", "1")
    said = [int(number) for number in re.findall(r"\d+", heading)]
    lines = [group for one in days.values() for group in one.groups if group.counts != by_day.Sum.NOTHING]
    assert sum(said) == sum(len(group.cases) for group in lines)


def test_nobody_else_is_foretold(silence: World) -> None:
    assert foretold(silence.store, silence["schelderand"], NOW) == []
