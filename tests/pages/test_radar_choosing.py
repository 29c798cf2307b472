"""Choosing on the radar: what it is narrowed to, what stands on top, and page by page."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date, real_now
from hub.dispatch import moves, tracks
from hub.monitoring import radar
from hub.monitoring.radar import ON_A_PAGE, Narrow, When
from hub.partners.tables import Organisation, OrganisationKind
from tests.cast import World
from tests.radar import cases_on, link_in, number_of, with_track


def test_hilde_narrows_by_partner_municipality_and_stage(world: World) -> None:
    kompas = with_track(world)
    buddy = with_track(world, offer="Een buddy", home_nis="12040")
    new = world.refer(now=real_now(), home_nis="12040")
    with world.client("Hilde Verbist") as hilde:

        def shown(query: str) -> set[str]:
            return set(cases_on(hilde.get(f"/radar?{query}").text))

        assert shown(f"partner={world['Kompas NAFT']}") == {number_of(world, kompas)}
        assert shown("gemeente=12040") == {number_of(world, buddy), number_of(world, new)}
        assert shown("fase=submitted") == {number_of(world, new)}
        assert shown("gemeente=12040&fase=tracks") == {number_of(world, buddy)}
        assert shown("fase=discussed") == set()
        assert shown("wie=coordinator") == {number_of(world, new)}
        assert shown("traject=nog-niet-gestart") == {number_of(world, kompas), number_of(world, buddy)}
        assert shown(f"traject=zonder-begeleider&partner={world['Kompas NAFT']}") == {number_of(world, kompas)}
        assert shown("traject=stil") == set()
        assert shown(f"woorden=jansath+{number_of(world, new)[-5:]}") == {number_of(world, new)}


def test_the_guide_of_a_partner_is_no_choice_on_the_radar_and_its_own_people_are(world: World) -> None:
    partners, own = with_track(world), with_track(world)
    with world.desk() as work:
        ours = work.session.exec(select(Organisation.id).where(col(Organisation.kind) == OrganisationKind.HUB)).first()
        assert ours
        its, mine = (moves.tracks_of(work, case)[0] for case in (partners, own))
        its.worker_id, mine.worker_id, mine.organisation_id = world["Karim Haddou"], world["Hilde Verbist"], ours
        moves.rewatch(work, moves.take(work, own))
    with world.client("Hilde Verbist") as hilde:
        everything = hilde.get("/radar").text
        of_hilde = cases_on(hilde.get(f"/radar?begeleider={world['Hilde Verbist']}").text)
        of_karim = cases_on(hilde.get(f"/radar?begeleider={world['Karim Haddou']}").text)
    choices = everything.split('name="begeleider"')[1].split("</select>")[0]
    assert "Hilde Verbist" in choices
    assert "Karim Haddou" not in everything
    assert (of_hilde, of_karim) == ([number_of(world, own)], [])


def test_each_order_has_its_own_on_top(world: World) -> None:
    """An old track of which a word came yesterday, a younger one of which none came since, and a case of today."""
    heard, silent = with_track(world, days_ago=20), with_track(world, days_ago=12)
    fresh = world.refer(now=real_now())
    with world.desk() as work:
        moves.tracks_of(work, heard)[0].last_sign_at = real_now() - timedelta(days=1)
    with world.client("Hilde Verbist") as hilde:
        top = {
            order: cases_on(hilde.get(f"/radar?volgorde={order}").text)[0]
            for order in ("langst-stil", "langst-in-fase", "nieuwst")
        }
    assert top == {
        "langst-stil": number_of(world, silent), "langst-in-fase": number_of(world, heard),
        "nieuwst": number_of(world, fresh),
    }  # fmt: skip


def test_the_axis_says_in_words_what_it_draws(world: World) -> None:
    case = with_track(world)
    with world.desk("Nadia Pauwels", now=real_now()) as work:
        track = moves.tracks_of(work, case)[0]
        tracks.start(work, track.id, brussels_date(real_now()))
        tracks.hold(work, track.id, until=brussels_date(real_now()) + timedelta(days=9), reason="Stage van de school.")
    with world.client("Hilde Verbist") as hilde:
        row = hilde.get("/radar").text.split("<tbody>")[1]
    told = re.search(r'role="img" aria-label="([^"]*)"', row)
    assert told
    assert "Kompas NAFT: laatste teken van leven op" in told[1]
    assert "Kompas NAFT: pauze van" in told[1]
    assert "Moet op" in told[1]
    assert "axis-pause" in row
    assert "gepauzeerd tot" in row


def test_a_choice_without_cases_says_so_and_leads_back(world: World) -> None:
    world.refer(now=real_now())
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar?fase=discussed").text
    assert "Geen aanmelding past bij deze keuze" in page
    assert 'href="/radar"' in page


@pytest.mark.parametrize(
    "query",
    [
        "partner=x",
        "gemeente=99999",
        "fase=nergens",
        "wanneer=ooit",
        "na=morgen",
        "voor=~",
        "wie=iedereen",
        "begeleider=wim",
        "traject=weg",
        "volgorde=toeval",
    ],
)
def test_an_address_that_makes_no_sense_shows_everything(world: World, query: str) -> None:
    world.refer(now=real_now())
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/radar?{query}")
    assert page.status_code == 200
    assert len(cases_on(page.text)) == 1


def test_each_case_lies_in_exactly_one_stretch_of_time(world: World) -> None:
    for days in (-40, -3, 0, 2, 20):
        world.refer(now=real_now() + timedelta(days=days))
    with world.client("Hilde Verbist") as hilde:
        found = [case for when in When for case in cases_on(hilde.get(f"/radar?wanneer={when}").text)]
        everything = cases_on(hilde.get("/radar").text)
    assert sorted(found) == sorted(everything)


def test_a_long_radar_is_read_page_by_page_without_losing_a_case(world: World) -> None:
    for _n in range(ON_A_PAGE + 1):
        world.refer(now=real_now())
    with world.client("Hilde Verbist") as hilde:
        pages = [hilde.get("/radar").text]
        pages.append(hilde.get(link_in(pages[0], "next")).text)
        back = hilde.get(link_in(pages[1], "prev")).text
    assert [len(cases_on(page)) for page in pages] == [50, 1]
    assert len({case for page in pages for case in cases_on(page)}) == 51
    assert "1 tot 50 van 51" in pages[0]
    assert "51 tot 51 van 51" in pages[1]
    assert 'rel="next">Volgende' in pages[0]
    assert 'rel="next">Volgende' not in pages[1]
    assert cases_on(back) == cases_on(pages[0])


def test_the_rows_of_a_page_come_by_the_index_of_the_radar(world: World) -> None:
    with world.desk("Hilde Verbist") as work:
        work.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        plans: list[str] = []

        @sa.event.listens_for(work.session.connection(), "before_cursor_execute", retval=True)
        def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_rest: Any) -> tuple[str, Any]:
            if "LIMIT" in statement and not plans:
                cursor.execute("EXPLAIN " + statement, parameters)
                plans.extend(row[0] for row in cursor.fetchall())
            return statement, parameters

        radar.radar(work, [world["dijleland"]], Narrow())
    assert any("referral_radar" in line for line in plans)
