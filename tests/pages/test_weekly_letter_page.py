"""From the one letter of the week: an answer about one track, and on to what else in it waits for a word."""

import re
from typing import Any
from uuid import UUID

from hub import links
from hub.clock import DayUnit, real_now
from hub.dispatch.mailed.weekly_tables import WeeklyLine
from hub.dispatch.table_tables import Track
from hub.letters import Letter
from hub.links import Link
from hub.monitoring import follow_up
from hub.monitoring.weekly import TUESDAY, weekly_at
from hub.postal.envelopes import Envelope
from hub.posting import envelope
from tests.cast import World, send
from tests.pages.test_answer_link import Asked, days_on, today
from tests.tables import rows


def paths_in(world: World, letter: Letter) -> list[str]:
    with world.desk() as work:
        found = re.findall(r"hub-link:([0-9a-f-]{36})", letter.body)
        return [links.path(work, work.session.get_one(Link, UUID(one))) for one in found]


def posted(world: World, letter: Letter) -> Envelope:
    with world.desk() as work:
        return envelope(work, work.session.get_one(Letter, letter.id))


def says(client: Any, path: str, day: str) -> str:
    send(client, path, {"answer": "gestart", "gestart_on": day}, get_first=path)
    return str(client.get(path).text)


def test_whoever_answered_about_one_track_goes_on_to_the_next_one_of_its_letter_by_a_press(world: World) -> None:
    for _n in range(2):
        Asked(world)
    asked_on = weekly_at(real_now(), TUESDAY, DayUnit.SCHOOL_DAYS, sent=True).following
    assert [line["did"] for line in follow_up.run(world.store, asked_on)] == ["asked_partner"] * 2
    (letter,) = (one for one in rows(world, Letter) if one.kind == "weekly")
    first, second = paths_in(world, letter)
    mail = posted(world, letter)
    number = world.case(rows(world, Track)[0].referral_id).number
    assert f"Antwoord over {number}:\nhttp" in mail.text.replace("\r", "")
    assert re.search(f'<a href="http[^"]+">Antwoord over {number}</a>', mail.html or "")
    assert "klik" not in mail.text, "she opens, chooses and sends"
    assert "één keer per week" in mail.text
    with world.client() as nadia:
        assert "uit deze weekbrief" not in nadia.get(first).text, "she came for this one"
        for line in rows(world, WeeklyLine):
            tried = send(nadia, f"{first}/ook/{line.id}", {}, get_first=first)
            assert tried.status_code == 404, "who did not answer by it opens no other by it"
        page = says(nadia, first, today().isoformat())
        assert "Nog 1 antwoord uit deze weekbrief" in page
        assert "Noor" not in page
        (on,) = re.findall(rf'action="({first}/ook/[^"]+)"', page)
        with world.client() as forwarded:
            assert "uit deze weekbrief" not in forwarded.get(first).text, "who was sent it on did not answer by it"
            assert send(forwarded, on, {}, get_first=first).status_code == 404
        assert nadia.get(on, follow_redirects=False).headers["location"] == first, "nothing opens by following a link"
        assert send(nadia, on, {}, get_first=first).headers["location"] == second
        strange = on.replace(on.rpartition("/")[2], str(world["Kompas NAFT"]))
        assert send(nadia, strange, {}, get_first=first).status_code == 404
        later = Asked(world, start=days_on(0))
        assert "uit deze weekbrief" not in says(nadia, later.path, today().isoformat())
        assert "uit deze weekbrief" not in says(nadia, second, today().isoformat()), "that was all of it"


def test_an_administrator_says_on_which_day_partners_get_their_letter(world: World) -> None:
    Asked(world)
    page = f"/beheer/meldpunten/{world['dijleland']}"
    with world.client("Bram Geerts") as bram:
        assert "Kies een dag." in send(bram, f"{page}/weekbrief", {"weekly_day": "6"}, get_first=page).text
        assert send(bram, f"{page}/weekbrief", {"weekly_day": "3"}, get_first=page).status_code == 303
        assert '<option value="3" selected>' in bram.get(page).text
    asked_on = weekly_at(real_now(), 3, DayUnit.SCHOOL_DAYS, sent=True).following
    assert [line["did"] for line in follow_up.run(world.store, asked_on)] == ["asked_partner"]
