"""What a draft says of a session was said there, whatever partners answer at the next table before it is sent."""

from datetime import date
from uuid import UUID

from sqlmodel import select

from hub.dispatch import agenda, claims
from hub.dispatch.agendas import urgent
from hub.dispatch.minutes import circulating, minutes_sight
from hub.dispatch.neutrality.tables import Considered
from hub.dispatch.sessions import attending
from hub.dispatch.sessions.attending import Whom
from tests.cast import World
from tests.tables import SITTING, on_table, rows

HILDE, NADIA, TOM = "Hilde Verbist", "Nadia Pauwels", "Tom Claes"
CLAIMED = "Kompas NAFT neemt de leiding met “Kort traject”"


def said(world: World, session: UUID, now: str) -> str:
    with world.desk(HILDE, now) as work:
        (point,) = minutes_sight.minutes_of(work, session).points
        return " ".join([point.outcome, *point.lines])


def takes(world: World, who: str, case: UUID, offer: str, now: str) -> UUID:
    with world.desk(who, now) as work:
        return claims.claim(work, case, world.offer(work, offer).id, "lead").id


def closed(world: World) -> tuple[UUID, UUID]:
    """Kompas takes Noor up at the table; the session closes, and nothing is confirmed yet."""
    case = on_table(world)
    takes(world, NADIA, case, "Kort traject", SITTING)
    with world.desk(HILDE, "2026-09-22T16:00") as work:
        (item,) = work.session.exec(select(agenda.AgendaItem)).all()
        agenda.close_session(work, item.session_id)
        return case, item.session_id


def test_claims_of_the_next_table_stand_in_no_draft_of_this_one(world: World) -> None:
    case, session = closed(world)
    assert CLAIMED in said(world, session, "2026-09-22T17:00")
    with world.desk(HILDE, "2026-09-23T10:00") as work:
        agenda.put_on_table(work, case)
    takes(world, TOM, case, "Carrousel", "2026-09-24T10:00")
    read = said(world, session, "2026-09-24T11:00")
    assert f"{CLAIMED}. Dat geldt niet meer sinds woensdag 23 september." in read
    assert "Springplank neemt" not in read
    with world.desk() as work:  # of a session before this was written down
        for row in work.session.exec(select(Considered)):
            work.session.delete(row)
    assert "Springplank neemt" not in said(world, session, "2026-09-24T11:00")
    with world.desk(HILDE, "2026-09-24T12:00") as work:
        attending.mark(work, session, Whom(organisation_id=world["Kompas NAFT"]), "present")
        circulating.send(work, session)
    with world.desk(TOM, "2026-09-25T10:00") as work:
        (mine,) = [one for one in rows(world, claims.Claim) if one.organisation_id == world["Springplank"]]
        claims.withdraw_claim(work, mine.id)
    assert said(world, session, "2026-09-25T11:00") == read, "what was sent stands"


def test_an_urgent_round_after_the_session_is_no_word_of_that_session(world: World) -> None:
    case, session = closed(world)
    with world.desk(HILDE, "2026-09-23T10:00") as work:
        claims.refuse_claim(work, rows(world, claims.Claim)[0].id, "Te ver.")
    with world.desk(HILDE, "2026-09-23T11:00") as work:
        agenda.put_on_table(work, case)
        urgent.ask_round(work, case, date(2026, 9, 25))
    takes(world, TOM, case, "Carrousel", "2026-09-24T09:30")
    assert "Springplank neemt" not in said(world, session, "2026-09-24T11:00")
