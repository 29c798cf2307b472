"""Invented cases live by the rules of the house: each move, each holder, each date."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.clock import BRUSSELS, is_school_day, midnight
from hub.dispatch.case import Stage, chain_is_allowed
from hub.dispatch.clocks import DEFAULTS
from hub.dispatch.sessions.rhythm import Pattern, sitting_days
from hub.home.seed import likely
from hub.home.seed.fill import Coming, live_once, plan
from hub.home.seed.life import Life
from hub.home.seed.sheets import SHEETS
from hub.home.seed.world import Partner, Referring, SeededOffer, Sitting, Someone, Table, Voice, World
from hub.monitoring.check import track_chain_is_allowed

UNTIL = datetime(2026, 11, 18, 15, 10, tzinfo=UTC)
HILDE, KARIM = Someone("a-hilde", "Hilde Verbist"), Someone("a-karim", "Karim Haddou")


def uuid(n: int) -> str:
    return f"00000000-0000-4000-8000-{n:012d}"


def partner(n: int) -> Partner:
    people = (Someone(f"person-{n}", "Nadia Pauwels"),)
    offers = (SeededOffer(uuid(900 + n), "Kort traject", 3, True), SeededOffer(uuid(950 + n), "Carrousel", 10, True))
    return Partner(uuid(n), f"Partner {n}", f"team{n}@partner.example", people, offers)


def sittings() -> tuple[Sitting, ...]:
    sits = sitting_days(Pattern(1), date(2023, 8, 31))
    return tuple(
        Sitting(uuid(1000 + n), datetime(day.year, day.month, day.day, 13, 30, tzinfo=BRUSSELS).astimezone(UTC))
        for n, day in zip(range(140), sits, strict=False)
    )


def place(kind: str) -> Referring:
    people = (("Els Dierckx", "zorgcoördinator", "els@sintjans.example"),)
    return Referring(uuid(50), f"Plek {kind} (demo)", kind, "12025", people)


WORLD = World(
    hub_id=uuid(1), voice=Voice("Meldpunt", "015 00 00 00", "hub@hub.example", "elke dag"), inbox="aan@hub.example",
    number_prefix="CM", public_url="https://hub.example", mail_domain="hub.example", secret_keys=("k" * 40,),
    clocks=DEFAULTS, desk=(HILDE,), duty=(KARIM,), own=(uuid(2), "Meldpunt"),
    referring={kind: (place(kind),) for kind in ("school", "clb", "welfare", "other")},
    partners=tuple(partner(n) for n in range(10, 14)), tables=(Table(uuid(3), (0, 1, 2, 3), sittings()),),
    municipalities=("12025", "12021"),
)  # fmt: skip


def lived(seed: int, day: date) -> Life:
    at = midnight(day) + timedelta(hours=9)
    return live_once(WORLD, Random(seed), Coming("CM-2026-00001", at, False), UNTIL, [])[0]


def some_lives(many: int) -> list[Life]:
    """Cases of last school year, whether they are closed or not."""
    days = [date(2025, 9, 8) + timedelta(days=n % 280) for n in range(many)]
    return [lived(n, day) for n, day in enumerate(day for day in days if is_school_day(day))]


def column(sheet: str, name: str) -> int:
    return SHEETS[sheet][1].split().index(name)


days = st.dates(date(2023, 9, 4), date(2026, 11, 17)) | st.dates(date(2026, 7, 1), date(2026, 11, 17))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), days)
def test_every_case_and_track_goes_a_way_that_its_table_allows(seed: int, day: date) -> None:
    life = lived(seed, day)
    rows = life.finish()
    ways: dict[str, list[Any]] = {}
    noun, noun_id, source, target = (column("ledger", n) for n in ("noun", "noun_id", "from_stage", "to_stage"))
    for line in sorted(rows["ledger"], key=lambda line: line[0]):
        if line[target]:
            ways.setdefault(f"{line[noun]} {line[noun_id]}", []).append((line[source], line[target]))
    of_case = ways.pop(f"referral {life.id}")
    assert chain_is_allowed(of_case)
    assert of_case[-1][1] == rows["referral"][0][column("referral", "stage")] == life.stage
    assert len(ways) == len(life.tracks)
    for track in life.tracks:
        assert track_chain_is_allowed(ways[f"track {track.id}"])
        assert ways[f"track {track.id}"][-1][1] == track.stage


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9), days)
def test_an_open_case_has_a_holder_and_a_date_and_nothing_is_written_after_the_present(seed: int, day: date) -> None:
    life = lived(seed, day)
    rows = life.finish()
    referral = dict(zip(SHEETS["referral"][1].split(), rows["referral"][0], strict=True))
    held = (referral["holder"], referral["next_due"], referral["next_why"])
    assert all(held) if life.stage != Stage.CLOSED else held == (None, None, None)
    assert (referral["outcome"] is None) == (life.stage != Stage.CLOSED)
    assert not (life.stage == Stage.CLOSED and any(track.open for track in life.tracks))
    for sheet, moment in (("ledger", "at"), ("letter", "written_at"), ("message", "at"), ("link", "created_at")):
        assert all(row[column(sheet, moment)] <= UNTIL.isoformat() for row in rows[sheet])


def test_the_same_seed_lives_the_same_case_and_another_seed_another() -> None:
    def told(seed: int) -> dict[str, Any]:
        return lived(seed, date(2025, 11, 4)).finish()

    assert told(7) == told(7)
    assert told(7)["ledger"] != told(8)["ledger"]


def test_the_shares_are_those_that_are_assumed() -> None:
    lives = some_lives(1500)
    outcomes = Counter(life.outcome for life in lives)
    tracked = [life for life in lives if life.tracks]
    starts = [
        min(found) - life.submitted_at.date()
        for life in tracked
        if life.submitted_at and (found := [track.started_on for track in life.tracks if track.started_on])
    ]
    acts = Counter(line[column("ledger", "act")] for life in lives for line in life.rows["ledger"])
    first_time = acts["track.accept"]
    assert 0.11 < outcomes["talk_was_enough"] / len(lives) < 0.19
    assert 0.60 < len(tracked) / len(lives) < 0.80
    assert 0.08 < sum(len({track.partner.id for track in life.tracks}) > 1 for life in tracked) / len(tracked) < 0.24
    assert 0.13 < (acts["track.not_start"] + acts["track.plan"]) / first_time < 0.23
    assert 0.07 < sum(("reopened" in [target for _from, target in life.moves]) for life in lives) / len(lives) < 0.16
    assert 17 <= median(start / timedelta(days=1) for start in starts) <= 25


def test_cases_come_in_when_schools_send_them_and_are_numbered_as_they_come() -> None:
    coming = plan(Random(1), UNTIL, 4000, 3, 160, "CM")
    months = Counter(one.at.astimezone(BRUSSELS).month for one in coming if one.at < midnight(date(2026, 9, 1)))
    assert len(coming) == len({one.number for one in coming}) == 4000
    assert sum(one.open_still for one in coming) == 160
    assert [one.at for one in coming] == sorted(one.at for one in coming)
    assert months[7] == 0
    assert months[3] > months[9] > months[8] > 0
    assert all(one.at < UNTIL for one in coming)
    assert [one.number for one in coming if "-2025-" in one.number][:2] == ["CM-2025-00001", "CM-2025-00002"]


def test_open_cases_are_few_in_a_small_hub_and_never_more_than_a_hub_can_look_after() -> None:
    assert [likely.open_cases(many) for many in (100, 1000, 100_000, 1_000_000)] == [4, 40, 4000, 5000]
