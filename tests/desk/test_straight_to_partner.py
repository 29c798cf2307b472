"""In crisis mode a school asks partners straight away; the coordinator reads along, and all of it is counted apart."""

from datetime import date
from typing import Any

import pytest

from hub.clock import SchoolYear
from hub.dispatch import straight, tracks
from hub.dispatch.sharing import recording
from hub.dispatch.table_tables import TableCard, Track
from hub.dispatch.tables import Message, Referral
from hub.home import hub_setup
from hub.hubs import all_hubs
from hub.intake import straight_here
from hub.letters import Letter
from hub.monitoring import roll_up
from hub.monitoring.check import check
from hub.monitoring.figure_counts import crisis_of
from hub.monitoring.figures import school_year_figures
from hub.problems import Invalid, Refused
from hub.wording import use_language
from tests.cast import World
from tests.pages.test_copies import in_main
from tests.referrals import refer
from tests.tables import row, rows

ELS = "Els Dierckx"
FIRST, LAST = date(2026, 9, 14), date(2026, 9, 18)


def crisis(world: World, first: date | None = FIRST, last: date | None = LAST) -> None:
    with world.desk("Bram Geerts") as work:
        hub_setup.set_crisis(work, world["dijleland"], first, last)


def asks(world: World, *offers: str, by: str | None = ELS, **changes: Any) -> Referral:
    """Els refers a youngster of fifteen and asks these offers straight away."""
    with world.desk() as work:
        wanted = [world.offer(work, one).id for one in offers]
    born = {"birth_date_day": "4", "birth_date_month": "3", "birth_date_year": "2011"}
    known = {**born, "structure": "311", **changes}
    return world.case(refer(world, asker=by, straight_to=wanted, **known))


def counted(world: World) -> tuple[int, int, int, int]:
    roll_up.run(world.store)
    assert check(world.store) == []
    with world.desk() as work:
        found = crisis_of(work, world["dijleland"], SchoolYear(2026))
    return found.referrals, found.straight, found.primary, found.waived


def test_partners_are_asked_at_once_without_a_name_and_the_first_to_say_yes_reads_who_it_is(world: World) -> None:
    crisis(world)
    with use_language("fr"):  # the screen of who refers
        noor = asks(world, "Kort traject", "Een buddy")
    assert (noor.stage, noor.holder, noor.straight_to_partner, noor.in_crisis_mode) == ("tracks", "partner", True, True)
    kort, buddy = rows(world, Track)
    assert {(one.stage, one.role) for one in (kort, buddy)} == {("proposed", "lead"), ("proposed", "co")}
    card = row(world, TableCard, noor.id)
    assert (card.asked, card.situation) == (
        "Kunnen jullie deze jongere opnemen? Reden: spijbelen.",
        "15 jaar, Mechelen, voltijds gewoon secundair onderwijs",
    )
    assert noor.clb_stands == "waived", "a NAFT track waits for nobody, and that is said"
    said = [message.text for message in rows(world, Message)]
    asked = "Rechtstreeks gevraagd in crisismodus: Kompas NAFT (Kort traject) en Buddyhuis (Een buddy)."
    assert f"{asked} Kompas NAFT zou de leiding nemen." in said
    assert "Verder zonder akkoord van het CLB, in crisismodus." in said
    letters = [one for one in rows(world, Letter) if one.kind == "proposal"]
    assert len(letters) == 2
    assert not [one for one in letters if "Noor" in one.body or "drie weken" in one.body]
    with world.client("Hilde Verbist") as hilde:
        assert noor.number in hilde.get("/vandaag").text, "the coordinator sees it"
        case = in_main(hilde.get(f"/aanmeldingen/{noor.id}").text)
        assert "partners gevraagd" in case
        assert "start voorgesteld op" in case
        assert "start afgesproken op" not in case, "nobody agreed to anything yet"
        for listed in ("/aanmeldingen", "/zoeken?q=" + noor.number[:-1]):
            page = hilde.get(listed).text
            assert ("partners gevraagd" in page, "trajecten lopen</span>" in page) == (True, False), listed
    with world.client("Nadia Pauwels") as nadia:
        home = nadia.get("/partner").text
        asked_us = home[home.index('id="aan-ons"') : home.index('id="gevraagd"')]
        assert noor.number in asked_us, "it stands first"
        assert "Gevraagd" in asked_us, "with how long it waits"
        assert 'class="button primary"' in asked_us
        assert home.count('class="button primary"') == 1
    with world.client("Yusuf Aydin") as yusuf:
        page = yusuf.get(f"/trajecten/{next(one.id for one in (kort, buddy) if one.role == 'co')}").text
        assert "Reden: spijbelen." in page
        assert "drie weken" not in page
        assert "El Amrani" not in page
        assert "Voorgestelde start" in page
        assert "Afgesproken start" not in page
    with world.desk("Yusuf Aydin") as work:
        tracks.accept(work, next(one.id for one in rows(world, Track) if one.role == "co"))
    with world.desk("Nadia Pauwels") as work:
        tracks.decline(work, next(one.id for one in rows(world, Track) if one.role == "lead"), "no_place")
    assert world.case(noor.id).stage == "reopened", "a no comes to the coordinator; the other part goes on"
    assert counted(world) == (1, 1, 0, 1)


def test_nobody_asks_a_partner_in_another_way(world: World) -> None:
    with pytest.raises(Invalid, match="crisismodus is voorbij"):
        asks(world, "Een buddy")
    crisis(world)
    for changes, said in (
        ({"by": None}, "Log in"),
        ({"referrer_email": "marc@sintjans.example"}, "Log in"),
        ({"main_reason": "offences"}, "alleen de coördinator"),
        (
            {
                "subject_kind": "group",
                "first_name": "",
                "last_name": "",
                "birth_date_year": "",
                "birth_date_day": "",
                "birth_date_month": "",
            },
            "één leerling",
        ),
        ({"birth_date_year": "2017"}, "Past niet: 9 jaar"),
    ):
        with pytest.raises(Invalid, match=said):
            asks(world, "Een buddy", **changes)
    with pytest.raises(Invalid, match="maar één aanbod"):
        asks(world, "Kort traject", "Individuele begeleiding")
    # Whoever would gain by it asks others, and registers who came straight to it.
    nadia = {"by": "Nadia Pauwels", "referrer_name": "Nadia Pauwels", "referrer_email": "nadia@kompas.example"}
    with pytest.raises(Invalid, match="Kwam iemand rechtstreeks bij jullie"):
        asks(world, "Kort traject", **nadia)
    with world.desk("Nadia Pauwels") as work:
        assert "Kompas NAFT" not in {
            one.partner for one in straight.choices(work, all_hubs(work.session))[world["dijleland"]]
        }
    # Nor does who has an account for something else: figures, people and offers, or the desk, which proposes itself.
    for who, at in (("Lotte Wouters", "lotte"), ("Bram Geerts", "bram"), ("Hilde Verbist", "hilde")):
        signed_in = {"by": who, "referrer_name": who, "referrer_email": f"{at}@dijleland.example"}
        with pytest.raises(Invalid, match="kan een school, een CLB of een partner"):
            asks(world, "Een buddy", **signed_in)
        with world.desk(who) as work:
            assert not any(straight.choices(work, all_hubs(work.session)).values())
    assert rows(world, Referral) == []


def test_it_is_counted_apart_by_the_way_in_and_after_the_last_day_all_is_as_before(world: World) -> None:
    before = refer(world)
    crisis(world)
    asks(world, "Een buddy", first_name="Sam")
    refer(world, first_name="Mila", structure="211")
    noor = world.case(before)
    assert not noor.in_crisis_mode
    assert counted(world) == (2, 1, 1, 0)
    with world.desk("Hilde Verbist") as work:
        figure = school_year_figures(work, world["dijleland"], SchoolYear(2026), hide=False).figure("let_in")
        assert {line.key: line.this for line in figure.lines if line.this} == {"no": 1, "hub_primary": 1, "partner": 1}
    with world.desk("Lotte Wouters", now="2026-10-05T09:00") as work:
        hidden = school_year_figures(work, world["dijleland"], SchoolYear(2026), hide=True).figure("let_in")
        assert {str(line.this) for line in hidden.lines} != {"1"}, "small numbers stay hidden in a stand"
    with world.desk(ELS, now="2026-09-19T10:00") as work:
        assert straight_here.offered(work, all_hubs(work.session)) == []
        assert not any(straight.choices(work, all_hubs(work.session)).values())
    with world.desk("Yusuf Aydin", now="2026-09-21T10:00") as work:
        (track,) = rows(world, Track)
        assert tracks.accept(work, track.id).stage == "accepted", "what ran goes on"
    assert counted(world) == (2, 1, 1, 0)


def test_what_is_recorded_against_it_closes_a_card_that_went_straight_to_a_partner(world: World) -> None:
    crisis(world)
    noor = asks(world, "Kort traject", by=ELS)
    (track,) = rows(world, Track)
    with world.desk("Hilde Verbist") as work:
        nothing = {world["Kompas NAFT"]: "nothing"}
        recording.record(work, noor.id, recording.Typed({}, receivers=nothing, weighed=True))
    with world.client("Nadia Pauwels") as nadia:
        assert "Reden: spijbelen." not in nadia.get(f"/trajecten/{track.id}").text
    with pytest.raises(Refused, match="niet meer gedeeld"), world.desk("Nadia Pauwels") as work:
        tracks.accept(work, track.id)
    with world.desk("Nadia Pauwels") as work:
        assert tracks.decline(work, track.id, "other", "Het mag niet meer.").stage == "declined"
