"""Who was not chosen reads why behind the link of its letter, and nobody hears of a case that it may not see."""

import sqlalchemy as sa
from sqlmodel import col

from hub.dispatch import claims
from hub.dispatch.house_rules import accepting
from hub.dispatch.mailed import again, not_chosen
from hub.dispatch.meeting.gone import why_gone
from hub.dispatch.table_tables import AgendaItem, AgendaState, TableSeat
from hub.letters import Letter
from hub.partners.tables import Organisation, OrganisationKind
from tests.cast import World
from tests.table_links import TOM, letters, opens, path_in
from tests.tables import on_table, put_on_table, rows, running, takes_up

HILDE = "Hilde Verbist"


def test_tom_reads_why_springplank_was_not_chosen_without_signing_in(world: World) -> None:
    case = on_table(world)
    claim = takes_up(world, "Tom Claes", case, "Carrousel")
    with world.desk(HILDE) as work:
        claims.refuse_claim(work, claim, "De groep is te groot.")
    (letter,) = letters(world, "claim_refused").values()
    assert letter.to_address == TOM
    assert "te groot" not in letter.body
    path = path_in(world, letter)
    with world.client() as tom:
        assert "te groot" not in tom.get(path).text, "what looks into mails opens links too"
        page = opens(tom, path).text
        assert "de coördinator koos niet voor jullie" in page
        card = tom.get(f"{path}/{rows(world, AgendaItem)[0].id}").text
        assert "De groep is te groot." in card
    with world.desk(HILDE) as work:
        for partner in ("Kompas NAFT", "Springplank", "JAC De Haven (demo)", "Buddyhuis"):
            claims.decline(work, case, "no_place", organisation_id=world[partner])
    with world.client() as late:
        page = late.get(path).text
        assert ("te groot" in page, "Lees waarom" in page) == (False, True), "also when it lies there no more"
        assert "De groep is te groot." in opens(late, path).text
    put_on_table(world, case)
    with world.desk() as work:
        assert not_chosen.words(work, [world["Springplank"]], [case]) == {}, "asked anew, it is asked like everybody"


def test_nobody_hears_of_a_case_that_left_a_table_where_it_may_not_look(world: World) -> None:
    case = running(world) and rows(world, AgendaItem)[0].referral_id
    session = rows(world, AgendaItem)[0].session_id
    with world.desk("Nadia Pauwels") as work:
        assert why_gone(work, session, case), "it is her track"
    with world.desk() as work:
        work.session.execute(sa.update(AgendaItem).values(state=AgendaState.REMOVED))
    with world.desk("Tom Claes") as work:
        assert why_gone(work, session, case), "he could read its card"
    with world.desk() as work:
        work.session.execute(sa.delete(TableSeat).where(col(TableSeat.organisation_id) == world["Kompas NAFT"]))
    with world.desk("Bram Geerts") as work:
        accepting.publish(work, world["dijleland"], "Wat hier gezegd wordt, blijft hier.")
    for who in ("Nadia Pauwels", "Tom Claes"):
        with world.desk(who) as work:
            assert why_gone(work, session, case) is None, who


def test_a_link_for_a_team_never_speaks_for_a_hub(world: World) -> None:
    with world.desk() as work:
        team = work.session.get_one(Organisation, world["Buddyhuis"])
        team.email = "samen@dijleland.example"
    with world.desk() as work:
        again.ask(work, "samen@dijleland.example")
    with world.desk() as work:
        work.session.get_one(Organisation, world["Buddyhuis"]).kind = OrganisationKind.HUB
    (letter,) = [one for one in rows(world, Letter) if one.kind == "links_again"]
    with world.client() as somebody:
        assert somebody.get(path_in(world, letter)).status_code == 404
