"""The neutrality record: who was considered, in which order, what fitted and what they said; frozen, and for whom."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from hub.clock import DayUnit, add_days, brussels_date, school_year_of
from hub.dispatch import agenda, claims
from hub.dispatch.agendas import urgent
from hub.dispatch.fitting import rules_kept
from hub.dispatch.neutrality.tables import Considered
from hub.dispatch.sharing import recording
from tests.cast import World
from tests.pages.test_what_fits import typed
from tests.tables import on_table, put_on_table, takes_up


def considered(world: World, case: UUID) -> list[Considered]:
    with world.desk() as work:
        asked = select(Considered).where(Considered.referral_id == case)
        return list(work.session.exec(asked.order_by(col(Considered.round), col(Considered.place))))


def name_of(world: World, row: Considered) -> str:
    return next(name for name, one in world.ids.items() if one == row.organisation_id)


def discuss(world: World, case: UUID) -> None:
    with world.desk("Hilde Verbist") as work:
        agenda.discuss(work, case)


def test_who_was_considered_is_written_when_the_table_weighed_it_and_stays_as_it_was(world: World) -> None:
    noor, sam = on_table(world), on_table(world, first_name="Sam")
    takes_up(world, "Tom Claes", noor, "Carrousel")
    discuss(world, noor)
    first = considered(world, noor)
    assert [(one.place, one.among, one.rule_version) for one in first] == [(n, 4, 0) for n in (1, 2, 3, 4)]
    by_name = {name_of(world, one): one for one in first}
    assert by_name["Kompas NAFT"].verdict == "fits"
    assert by_name["JAC De Haven (demo)"].verdict == "unknown"
    aspects = by_name["Kompas NAFT"].offers[0][2]
    assert aspects["age"] == "fits"
    assert "Noor" not in repr(first)
    # The next case of the table begins with the next partner.
    discuss(world, sam)
    assert name_of(world, considered(world, sam)[0]) == name_of(world, first[1])
    # What is offered and which rule counts changes later; what was considered then does not.
    with world.desk("Bram Geerts") as work:
        data = typed(weight_place="off")
        weights = {key.removeprefix("weight_"): value for key, value in data.items() if key.startswith("weight_")}
        rules_kept.keep(work, world["dijleland"], rules_kept.RuleData(weights, "0", "doubt", "6", "2", "Proef"), seen=0)
    put_on_table(world, noor)
    discuss(world, noor)
    again = considered(world, noor)
    assert [one.model_dump() for one in again[:4]] == [one.model_dump() for one in first]
    assert {(one.round, one.rule_version) for one in again} == {(1, 0), (2, 1)}
    with pytest.raises(DBAPIError), world.desk() as work:
        work.session.get_one(Considered, again[0].id).place = 4


def test_hilde_reads_all_of_it_a_partner_its_own_line_and_the_steering_group_no_small_number(today: World) -> None:
    world = today
    case = on_table(world)
    claim = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    discuss(world, case)
    with world.desk("Tom Claes") as work:
        claims.decline(work, case, "staff")
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, claim)
    path = f"/neutraliteit/{school_year_of(world.now).label}"
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/neutraliteit").text
        assert "Springplank" in page
        assert "geen personeel" in page or "(1)" in page
        sheet = hilde.get(f"{path}/partners.csv").text
        assert "Kompas NAFT;1;" in sheet
        own = hilde.get(f"/aanmeldingen/{case}/overwogen").text
        assert "zei niets, een ander nam op" in own
        assert "weigerde" in own
        assert "zoals elk meldpunt begint" in own
        assert hilde.get(f"{path}/andere.csv").status_code == 404
    with world.client("Nadia Pauwels") as nadia:
        mine = nadia.get("/neutraliteit").text
        assert "Kompas NAFT" in mine
        assert "Springplank" not in mine
        assert "Springplank" not in nadia.get(f"{path}/partners.csv").text
        assert nadia.get(f"/aanmeldingen/{case}/overwogen").status_code in (403, 404)
    with world.client("Lotte Wouters") as lotte:
        counts = lotte.get("/neutraliteit").text
        assert "Neutraliteit" in counts
        assert "Springplank" not in counts  # nothing of this month yet
    with world.client("Els Dierckx") as els:
        assert els.get("/neutraliteit").status_code == 403
    with world.client("Wim Peeters") as wim:
        assert "Springplank" not in wim.get("/neutraliteit").text
        assert wim.get("/neutraliteit?hub=dijleland").status_code == 404


def test_what_goes_round_between_two_sessions_says_who_was_asked_what_fitted_and_what_each_answered(
    today: World,
) -> None:
    noor, sam = on_table(today), on_table(today, first_name="Sam")
    with today.desk("Hilde Verbist") as work:
        recording.record(work, noor, recording.Typed({}, receivers={today["Buddyhuis"]: "nothing"}, weighed=True))
    by = add_days(brussels_date(today.now), 3, DayUnit.WORKING_DAYS)
    with today.desk("Hilde Verbist", today.now + timedelta(minutes=1)) as work:
        urgent.ask_round(work, noor, by)
    asked = considered(today, noor)
    assert [(one.round, one.place, one.among) for one in asked] == [(2, n, 3) for n in (1, 2, 3)]
    assert "Buddyhuis" not in {name_of(today, one) for one in asked}, "nobody asked who may not read the card"
    with today.desk("Tom Claes", today.now + timedelta(minutes=2)) as work:
        claims.decline(work, noor, "staff")
    takes_up(today, "Nadia Pauwels", noor, "Kort traject")
    with today.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{noor}/overwogen").text
    for words in (
        "Dringend rondgevraagd op",
        "weigerde: geen begeleider",
        "neemt op, nog niet bevestigd",
        "kan nog antwoorden",
    ):
        assert words in page, words
    assert "Zitting van" not in page
    discuss(today, sam)  # the turn of the table goes on from there
    assert name_of(today, considered(today, sam)[0]) != name_of(today, asked[0])


def test_a_co_partner_is_said_to_take_part_and_the_name_of_a_partner_comes_first(world: World) -> None:
    case = on_table(world)
    lead = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    joined, third = (
        takes_up(world, "Tom Claes", case, "Carrousel", "co"),
        takes_up(world, "Yusuf Aydin", case, "Een buddy", "co"),
    )
    discuss(world, case)
    with world.client("Hilde Verbist") as hilde:
        page = " ".join(hilde.get(f"/aanmeldingen/{case}/overwogen").text.split())
        assert "neemt op, nog niet bevestigd" in page
        assert page.count("doet mee, nog niet bevestigd") == 2
        with world.desk("Hilde Verbist") as work:
            claims.confirm(work, lead)
            claims.confirm(work, joined)
            claims.refuse_claim(work, third, "Niet nodig.")
        page = " ".join(hilde.get(f"/aanmeldingen/{case}/overwogen").text.split())
    assert "wou opnemen" not in page
    assert all(said in page for said in ("nam op, met de leiding", ">doet mee</td>", "wou meedoen, niet gekozen"))
    assert page.index('<th scope="row">Kompas NAFT') < page.index('data-label="Gevraagd als"')
