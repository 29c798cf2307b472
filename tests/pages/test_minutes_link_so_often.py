"""Behind the link to minutes one says a lot in a day, and not without end."""

from hub import rates
from hub.dispatch import agenda
from hub.dispatch.minutes import circulating
from hub.dispatch.minutes.link_pages import OFTEN
from hub.dispatch.minutes.minutes_tables import Reading
from hub.dispatch.sessions import attending
from hub.dispatch.sessions.attending import Whom
from hub.tokens import hash_of
from tests.cast import World, send
from tests.pages.test_minutes import link_of
from tests.seated import seat_people
from tests.tables import SITTING, on_table, rows


def test_who_goes_on_and_on_behind_the_link_hears_that_it_is_enough(world: World) -> None:
    seat_people(world)
    on_table(world)
    with world.desk("Hilde Verbist", SITTING) as work:
        attending.mark(work, world["session"], Whom(organisation_id=world["Kompas NAFT"]), "present")
        agenda.close_session(work, world["session"])
        circulating.send(work, world["session"])
    here = link_of(world, "Nadia Pauwels")
    for _n in range(100):
        assert rates.within(world.store.settings.redis_url, OFTEN, "minutes answer", hash_of(here.rsplit("/", 1)[1]))
    with world.client() as nadia:
        once_more = send(nadia, here, {"said": "correction", "correction": "Nog iets."}, get_first=here)
    assert (once_more.status_code, "al heel vaak" in once_more.text) == (429, True)
    assert {one.correction for one in rows(world, Reading)} == {""}
