"""Who leads and who joins, what the coordinator reads of it, and when a session closes."""

import re
from uuid import UUID

import pytest

from hub.clock import real_now
from hub.dispatch import agenda, claims, tracks
from hub.dispatch.board_sight import board, case_on
from hub.dispatch.moves import take
from hub.dispatch.seating import round_of
from hub.dispatch.table_tables import Claim, Session, Track
from hub.intake import drawing
from hub.intake.drawing import Drawn
from hub.problems import Invalid, Refused
from tests.cast import World, send
from tests.tables import on_table, put_on_table, row, running, takes_up

DAY_AFTER = "2026-09-23T09:00"


def both(world: World) -> tuple[UUID, UUID, UUID]:
    """Springplank leads and Buddyhuis joins, both wait: the case and the two claims."""
    case = on_table(world)
    return (
        case,
        takes_up(world, "Tom Claes", case, "Carrousel"),
        takes_up(world, "Yusuf Aydin", case, "Een buddy", "co"),
    )


def test_who_joins_is_confirmed_after_who_leads(world: World) -> None:
    _case, lead, joined = both(world)
    with pytest.raises(Refused, match=r"Springplank neemt de leiding\. Bevestig die eerst"), \
            world.desk("Hilde Verbist") as work:  # fmt: skip
        claims.confirm(work, joined)
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, lead)
        assert claims.confirm(work, joined).role == "co"


def test_where_nobody_leads_any_more_who_joined_leads_only_when_hilde_says_so(world: World) -> None:
    _case, lead, joined = both(world)
    with world.desk("Hilde Verbist") as work:
        claims.refuse_claim(work, lead, "Te ver weg.")
    with pytest.raises(Refused, match=r"Nog niemand heeft de leiding"), world.desk("Hilde Verbist") as work:
        claims.confirm(work, joined)
    with world.desk("Hilde Verbist") as work:
        assert claims.confirm(work, joined, leads=True).role == "lead"


def test_a_lead_that_did_not_start_does_not_lead(world: World) -> None:
    case, lead, joined = both(world)
    with world.desk("Hilde Verbist") as work:
        track = claims.confirm(work, lead)
    with world.desk("Tom Claes") as work:
        tracks.not_start(work, track.id, "staff")
    with pytest.raises(Refused, match=r"Nog niemand heeft de leiding"), world.desk("Hilde Verbist") as work:
        claims.confirm(work, joined)
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, joined, leads=True)
        sitting = round_of(work, take(work, case))
        assert sitting is not None
        seen = case_on(board(work, sitting.session.id), case)
    assert [(one.organisation, one.role, one.track_stage) for one in seen.claims] == [
        ("Springplank", "lead", "not_started"), ("Buddyhuis", "lead", "accepted"),
    ]  # fmt: skip
    assert seen.claims[0].ended
    assert row(world, Claim, joined).role == "co"


def test_hilde_reads_about_a_partner_what_the_partner_reads_about_itself(world: World) -> None:
    case, _lead, _joined = both(world)
    with pytest.raises(Refused, match=r"^Springplank neemt al op\. Kies eerst niet voor deze partner"), \
            world.desk("Hilde Verbist") as work:  # fmt: skip
        claims.decline(work, case, "no_place", organisation_id=world["Springplank"])
    with pytest.raises(Refused, match=r"^Springplank neemt deze vraag al op"), world.desk("Hilde Verbist") as work:
        claims.claim(work, case, world.offer(work, "Carrousel").id)
    other = on_table(world)
    with pytest.raises(Refused, match=r"heeft geen vrije plaats"), world.desk("Hilde Verbist") as work:
        claims.claim(work, other, world.offer(work, "Herstelgericht groepswerk").id)
    with pytest.raises(Invalid, match=r"welke partner"), world.desk("Hilde Verbist") as work:
        claims.decline(work, case, "no_place")


def test_what_a_partner_wrote_with_a_name_stands_on_the_projector_with_initials(world: World) -> None:
    case = on_table(world)
    takes_up(world, "Nadia Pauwels", case, "Kort traject", commitment="We bellen Noor El Amrani maandag.")
    with world.desk("Tom Claes") as work:
        claims.decline(work, case, "staff", "Noor ken ik niet.")
    with world.client("Hilde Verbist") as hilde:
        board_page = hilde.get("/tafel", follow_redirects=True)
        pages = board_page.text + hilde.get(f"{board_page.url.path}/zaak/{case}").text
    assert "We bellen N." in pages
    assert "Noor" not in pages
    assert "Amrani" not in pages


def test_a_brother_whom_a_partner_named_stands_there_with_initials_as_well(world: World) -> None:
    case = on_table(world)
    with world.desk("Hilde Verbist") as work:
        drawing.draw_further(work, case, [Drawn(first_name="Jonas", last_name="Claessens")])
    takes_up(world, "Nadia Pauwels", case, "Kort traject", commitment="We begeleiden Jonas Claessens al.")
    with world.desk("Yusuf Aydin") as work:
        claims.decline(work, case, "staff", "Jonas is al bij ons.")
    for who in ("Tom Claes", "Yusuf Aydin", "Hilde Verbist"):
        with world.client(who) as client:
            board_page = client.get("/tafel", follow_redirects=True)
            pages = board_page.text + client.get(f"{board_page.url.path}/zaak/{case}").text
        own = "Jonas is al bij ons." if who == "Yusuf Aydin" else ""  # he reads what he typed as he typed it
        assert own in pages
        assert "We begeleiden J." in pages
        assert "Jonas" not in pages.replace(own, "")


def test_a_session_is_not_closed_before_its_day_by_mistake(world: World) -> None:
    session = put_on_table(world, world.refer())
    with pytest.raises(Refused, match=r"pas op dinsdag 22 september"), world.desk("Hilde Verbist") as work:
        agenda.close_session(work, session)
    with world.desk("Hilde Verbist") as work:
        assert agenda.close_session(work, session, early=True) == 1


def test_hilde_reads_what_a_session_that_closes_early_leaves_undone(world: World) -> None:
    session = put_on_table(world, world.refer(), now=real_now())  # pages run at the real moment
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/tafel/{session}").text
        assert "Deze zitting is pas op" in page
        assert re.search(r'name="discussed" value="[0-9a-f-]{36}">\s*<span class="tick-text"><span>N\.E\.', page)
        assert send(hilde, f"/tafel/{session}/sluiten", {"early": "1"}).status_code == 303
    assert row(world, Session, session).closed_at


def test_a_closed_session_whose_case_went_on_to_another_table_is_no_tab_any_more(world: World) -> None:
    case = world.refer()
    first = put_on_table(world, case)
    with world.desk("Hilde Verbist", now="2026-09-22T15:00") as work:
        agenda.discuss(work, case)
        agenda.close_session(work, first)
    with world.desk("Hilde Verbist", now=DAY_AFTER) as work:
        second = agenda.put_on_table(work, case).session_id
        agenda.discuss(work, case)
        assert first not in {session.id for session, _hub in board(work, second).others}


def test_a_case_worker_reads_what_was_asked_and_who_else_works_on_it_until_the_track_ends(world: World) -> None:
    _case, lead, joined = both(world)
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, lead)
        track = claims.confirm(work, joined).id
    with world.client("Yusuf Aydin") as yusuf:
        page = yusuf.get(f"/trajecten/{track}").text
    assert "Een dagstructuur en iemand die mee naar school stapt." in page
    assert "Springplank" in page
    assert "Noor" not in page
    with world.desk("Yusuf Aydin") as work:
        tracks.not_start(work, track, "moved")
    with world.client("Yusuf Aydin") as yusuf:
        assert "Een dagstructuur" not in yusuf.get(f"/trajecten/{track}").text


def test_an_own_contact_with_a_name_shows_initials_until_the_name_is_asked_for(world: World) -> None:
    track = running(world)
    with world.desk("Nadia Pauwels") as work:
        tracks.sign_of_life(work, track, "Noor El Amrani was er.")
    assert row(world, Track, track).last_sign_at
    with world.client("Nadia Pauwels") as nadia:
        assert "Amrani" not in nadia.get(f"/trajecten/{track}").text
