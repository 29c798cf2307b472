"""What a session did not come to stays to do, and its page and minutes say so in the same words."""

from hub.dispatch.minutes import minutes_sight
from hub.dispatch.table_tables import AgendaItem
from tests.cast import World, send
from tests.tables import on_table, rows


def test_what_hilde_does_not_tick_comes_back_and_stays_on_the_page_of_the_session(world: World) -> None:
    noor, sam, ada = (on_table(world, first_name=name) for name in ("Noor", "Sam", "Ada"))
    session = rows(world, AgendaItem)[0].session_id
    base = f"/tafel/{session}"
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(base).text
        assert ("Start het overleg" in page, page.count('name="discussed"')) == (True, 3)
        here = next(one for one in rows(world, AgendaItem) if one.referral_id == ada)
        send(
            hilde,
            f"{base}/zaak/{ada}/uitstel",
            {"uitstel_item": str(here.id), "uitstel_reason": "De ouders zijn ziek."},
        )
        assert send(hilde, f"{base}/sluiten", {"early": "1", "discussed": str(noor)}).status_code == 303
        assert [world.case(one).stage for one in (noor, sam, ada)] == ["discussed", "on_table", "on_table"]
        (again,) = [one for one in rows(world, AgendaItem) if one.referral_id == sam and one.session_id != session]
        assert (again.state, again.note) == ("on_agenda", "Niet aan bod gekomen.")
        with world.desk("Hilde Verbist") as work:
            points = minutes_sight.minutes_of(work, session).points
        assert {one.referral_id for one in points} == {noor, sam, ada}
        closed, pack, minutes = (hilde.get(f"{base}{part}").text for part in ("", "/bundel", "/verslag"))
        for told in (closed, pack, minutes):
            assert "Reden: De ouders zijn ziek." in told
            assert "Reden: Niet aan bod gekomen." in told
        assert all(one.outcome in closed for one in points)
