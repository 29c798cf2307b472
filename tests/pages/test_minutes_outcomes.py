"""What minutes say of a case that nobody took up, and how it goes on: written down though it left the agenda."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch import agenda, claims
from hub.dispatch.neutrality.tables import Considered
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
        assert send(hilde, f"{base}/rondsturen", {}).status_code == 303
        assert "Geen enkele partner neemt op." in hilde.get(base).text
    assert world.case(sam).stage == "discussed"


def agenda_of(world: World, case: UUID) -> UUID:
    with world.desk() as work:
        asked = select(agenda.AgendaItem.session_id).where(agenda.AgendaItem.referral_id == case)
        return work.session.exec(asked).one()
