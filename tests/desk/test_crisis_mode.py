"""Crisis mode: days of a hub in which a NAFT track may begin without its CLB, said aloud and counted."""

from datetime import date
from uuid import UUID

import pytest

from hub.clock import SchoolYear, brussels_date, real_now
from hub.dispatch import claims
from hub.home import hub_setup
from hub.monitoring import roll_up
from hub.monitoring.check import check
from hub.monitoring.figure_counts import crisis_of
from hub.problems import Invalid, NotAllowed, Refused
from tests.cast import World, send
from tests.desk.test_clb import stands, told
from tests.referrals import refer
from tests.tables import put_on_table, takes_up

HILDE, BRAM = "Hilde Verbist", "Bram Geerts"
FIRST, LAST = date(2026, 9, 14), date(2026, 9, 18)


def crisis(world: World, first: date | None, last: date | None, by: str = BRAM) -> None:
    with world.desk(by) as work:
        hub_setup.set_crisis(work, world["dijleland"], first, last)


def wanted(world: World) -> tuple[UUID, UUID]:
    """Noor's case, and the claim on it that waits for Hilde."""
    noor = refer(world)
    put_on_table(world, noor)
    return noor, takes_up(world, "Nadia Pauwels", noor, "Kort traject")


def counted(world: World) -> tuple[int, int]:
    roll_up.run(world.store)
    assert check(world.store) == []
    with world.desk() as work:
        found = crisis_of(work, world["dijleland"], SchoolYear(2026))
        return found.referrals, found.waived


def test_in_crisis_mode_a_naft_track_begins_without_the_clb_and_that_is_counted(world: World) -> None:
    noor, usual = wanted(world)
    with world.desk(HILDE) as work, pytest.raises(Refused, match="alleen in crisismodus"):
        claims.confirm(work, usual, waive=True)
    crisis(world, FIRST, LAST)
    sam = refer(world, first_name="Sam")
    assert (world.case(sam).in_crisis_mode, stands(world, sam)) == (
        True,
        ("waits", "asked"),
    )  # it is asked all the same
    assert counted(world) == (1, 0)
    with world.desk(HILDE) as work:
        claims.confirm(work, usual, waive=True)
    assert stands(world, noor) == ("waived", "waived")
    assert "Verder zonder akkoord van het CLB, in crisismodus." in told(world, noor)
    assert counted(world) == (1, 1)
    put_on_table(world, sam)
    named = takes_up(world, "Nadia Pauwels", sam, "Individuele begeleiding")
    with world.desk(HILDE) as work, pytest.raises(Invalid):
        claims.confirm(work, named)  # nothing is waived in silence
    crisis(world, None, None)
    with world.desk(HILDE) as work:
        claims.confirm(work, named, waive=True)  # it came in then
    assert counted(world) == (1, 2)


def test_the_administrator_sets_its_days_and_the_desk_reads_them(world: World) -> None:
    for first, last, field in (
        (FIRST, None, "crisis_until"),
        (None, LAST, "crisis_from"),
        (LAST, FIRST, "crisis_until"),
    ):
        with pytest.raises(Invalid) as wrong:
            crisis(world, first, last)
        assert list(wrong.value.errors) == [field]
    with pytest.raises(NotAllowed):
        crisis(world, FIRST, LAST, by=HILDE)
    page = f"/beheer/meldpunten/{world['dijleland']}"
    with world.client(BRAM) as bram:
        typed = {"crisis_from": "2020-03-16", "crisis_until": "2020-02-01"}
        wrong = send(bram, f"{page}/crisismodus", typed)
        assert (wrong.status_code, "2020-03-16" in wrong.text) == (422, True)
        today = brussels_date(real_now()).isoformat()
        assert send(bram, f"{page}/crisismodus", {"crisis_from": today, "crisis_until": today}).status_code == 303
        assert "Crisismodus" in bram.get(page).text
    with world.client(HILDE) as hilde:
        assert "werkt in crisismodus tot en met" in hilde.get("/vandaag").text
    with world.client("Wim Peeters") as wim:
        assert "werkt in crisismodus" not in wim.get("/vandaag").text
