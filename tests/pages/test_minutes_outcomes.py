"""What minutes say of a case that nobody took up, and how it goes on: written down though it left the agenda."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from hub.clock import brussels_date, parse_moment, real_now
from hub.dispatch import agenda, claims
from hub.dispatch.minutes.minutes_tables import Minutes, Reading
from hub.dispatch.neutrality.tables import Considered
from hub.dispatch.sessions import attending
from hub.dispatch.sessions.attending import Whom
from tests.cast import World, send
from tests.tables import on_table, rows

EVERYBODY = ("Nadia Pauwels", "Tom Claes", "Fien Maes", "Yusuf Aydin")


def all_decline(world: World, case: UUID) -> None:
    for who in EVERYBODY:
        with world.desk(who, world.now + timedelta(hours=1)) as work:
            claims.decline(work, case, "no_place")


def test_a_case_that_everybody_declined_stands_in_the_minutes_with_who_and_what_comes_next(world: World) -> None:
    noor, sam = on_table(world), on_table(world, first_name="Sam", last_name="Janssens")
    here = agenda_of(world, noor)
    all_decline(world, noor)
    # Who was considered is written down, though nobody said that the table had spoken of it.
    assert [one.place for one in sorted(rows(world, Considered), key=lambda row: row.place)] == [1, 2, 3, 4]
    with world.client("Hilde Verbist") as hilde:
        base = f"/tafel/{here}/verslag"
        with world.desk("Hilde Verbist", world.now + timedelta(hours=2)) as work:
            agenda.close_session(work, here, early=True)
        read = hilde.get(base).text
        point = read.partition("N.E.")[2].partition("</article>")[0]
        for words in (
            "Geen enkele partner neemt op.", "Kwam terug bij de coördinator.",
            "Kompas NAFT neemt niet op: geen plaats.", "Buddyhuis neemt niet op: geen plaats.",
            "Voorgesteld voor de zitting van",
        ):  # fmt: skip
            assert words in point, words
        # What the coordinator decided stands there until it is sent, and no longer as a proposal.
        with world.desk("Hilde Verbist", world.now + timedelta(hours=2)) as work:
            asked = select(agenda.AgendaItem).where(col(agenda.AgendaItem.state) == "proposed")
            agenda.accept_proposal(work, work.session.exec(asked).one().id)
        assert "Volgende zitting:" in hilde.get(base).text
        # Nobody is noted as present: there is nobody to read it, and the page says where to note that.
        page = hilde.get(base).text
        assert f'href="/tafel/{here}/aanwezigheden">Noteer de aanwezigheden' in page
        assert ("Laat lezen" in page, "Bewust geen verslag" in page) == (False, True)
        assert send(hilde, f"{base}/rondsturen", {}).status_code == 409
        with world.desk("Hilde Verbist", world.now + timedelta(hours=2)) as work:
            attending.mark(work, here, Whom(organisation_id=world["Kompas NAFT"]), "present")
        assert send(hilde, f"{base}/rondsturen", {}).status_code == 303
        # Sent by the version before this one, of a session of which nobody is noted: not read, and not to be approved.
        with world.desk() as work:
            sent = work.session.exec(select(Minutes)).one()
            sent.there = {**(sent.there or {}), "lines": []}
            sent.read_until = brussels_date(world.now) - timedelta(days=1)
            for row in work.session.exec(select(Reading)):
                work.session.delete(row)
        page = hilde.get(base).text
        assert ("Iedereen las het." in page, "Er is niemand als aanwezig genoteerd" in page) == (False, True)
        assert send(hilde, f"{base}/goedkeuren", {}).status_code == 409
        assert send(hilde, f"{base}/terug", {}).status_code == 303
        assert send(hilde, f"{base}/rondsturen", {}).status_code == 303
        assert "Geen enkele partner neemt op." in hilde.get(base).text
    assert world.case(sam).stage == "discussed"


def agenda_of(world: World, case: UUID) -> UUID:
    with world.desk() as work:
        asked = select(agenda.AgendaItem.session_id).where(agenda.AgendaItem.referral_id == case)
        return work.session.exec(asked).one()


def test_minutes_are_listed_by_school_year_with_the_newest_month_unfolded(world: World) -> None:
    with world.desk() as work:
        mine = select(agenda.Session).where(agenda.Session.hub_id == world["dijleland"])
        known = work.session.exec(mine.limit(1)).first()
        assert known is not None
        for at in ("2024-10-08T13:30", "2025-09-09T13:30", "2025-10-07T13:30", "2025-10-14T13:30"):
            work.session.add(
                agenda.Session(
                    hub_id=known.hub_id, table_id=known.table_id, at=parse_moment(at), closed_at=parse_moment(at)
                )
            )  # fmt: skip
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/verslagen?jaar=2025-2026").text
        assert page.index("Oktober 2025") < page.index("September 2025")
        folds = ("answer months", 'answer months" open')
        assert [page.count(f'<details class="{one}') for one in folds] == [2, 1]
        assert "dinsdag 14 oktober" in page
        assert "8 oktober 2024" not in page
        assert "/verslagen?jaar=2024-2025" in page
        assert "/verslagen?jaar=2026-2027" in page
        assert "/verslagen?jaar=2023-2024" not in hilde.get("/verslagen?jaar=2024-2025").text
        assert "Nog geen verslagen van 2023-2024" in hilde.get("/verslagen?jaar=2023-2024").text
        assert hilde.get("/verslagen?jaar=nooit").status_code == 404


def test_nobody_is_offered_to_begin_with_minutes_before_the_day(world: World) -> None:
    on_table(world)
    sits = rows(world, agenda.Session)[0].id
    with world.desk() as work:
        session = work.session.get_one(agenda.Session, sits)
        session.at = real_now() + timedelta(days=30)
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/tafel/{sits}/verslag").text
        assert ("moet nog komen" in page, "Begin het verslag" in page) == (True, False)
        with world.desk() as work:
            work.session.get_one(agenda.Session, sits).at = real_now()
        assert "Begin het verslag" in hilde.get(f"/tafel/{sits}/verslag").text
