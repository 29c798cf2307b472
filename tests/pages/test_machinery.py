"""An administrator reads in plain words whether the machinery goes; a monitor reads it in numbers."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub import letters, posting, pulse
from hub.clock import real_now
from hub.home.health import look
from hub.home.watching import measuring, plain, standing
from hub.home.watching.tasks import TASKS
from hub.intake.arrival import store_raw
from hub.intake.tables import RawMail
from hub.ledger import Entry
from hub.store import Store
from hub.work_rows import BACK_OFF, WorkRow
from tests.browsers import browser
from tests.cast import World
from tests.machine import free_port
from workers.timetable import TIMETABLE

PAGE = "/beheer/werking"
TOKEN = "a-token-that-a-monitor-brings"


def knocked(world: World, name: str, minutes_ago: int = 0) -> None:
    with world.desk(now=real_now()) as work:
        work.real -= timedelta(minutes=minutes_ago)
        pulse.knock(work, name)


def stumbled(world: World, name: str, minutes_ago: int = 0) -> None:
    with world.desk(now=real_now()) as work:
        work.real -= timedelta(minutes=minutes_ago)
        pulse.stumble(work, name, "OperationalError")


def read(world: World) -> str:
    with world.client("Bram Geerts") as client:
        said = client.get(PAGE)
    assert said.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", said.text))


def letter_of(world: World, minutes_ago: int) -> None:
    with world.desk(now=real_now()) as work:
        work.real -= timedelta(minutes=minutes_ago)
        letters.write(work, "sign_in", "els@sintjans.example", once_key="waits", name="Els", minutes=15)


def mail_given_up(world: World) -> UUID:
    with world.desk(now=real_now()) as work:
        row = store_raw(work, b"From: els@sintjans.example\r\n\r\nDag", "ingest", "x")
        row.parked_at, row.attempts, row.last_error = work.real, len(BACK_OFF) + 1, "OperationalError"
        return row.id


def test_an_administrator_reads_that_the_clock_stands_still_what_it_means_and_what_to_do(world: World) -> None:
    knocked(world, pulse.BEAT, minutes_ago=12)
    said = read(world)
    assert "De klok is al 12 minuten stil." in said
    assert "er gaat niets verloren" in said
    assert "systemctl restart dispatch-hub.target" in said


def test_the_overview_and_the_tab_say_how_much_is_to_be_looked_at(world: World) -> None:
    knocked(world, pulse.BEAT)
    with world.client("Bram Geerts") as client:
        for page in ("/beheer", PAGE, "/beheer/mensen"):
            said = client.get(page).text
            assert '>Werking <span class="count">2</span></a>' in said, "no backup, no check"
        assert "2 dingen om na te kijken" in client.get("/beheer").text
        for name in (pulse.BACKUP, pulse.CHECK):
            knocked(world, name)
        assert "om na te kijken" not in client.get("/beheer").text
    said = read(world)
    assert "De klok loopt: zojuist gehoord." in said
    assert "alles weg" not in said


def test_the_postman_is_silent_when_the_mail_server_is_away_although_letters_are_given_back_every_minute(
    world: World,
) -> None:
    knocked(world, pulse.BEAT)
    letter_of(world, minutes_ago=12)
    away = Store(replace(world.store.settings, smtp_url=f"smtp://127.0.0.1:{free_port()}"), pool_size=1)
    assert posting.post_due(away) == 0
    away.close()
    assert look(world.store, real_now()).ages["oldest_unposted_letter"] in range(60)
    with world.desk(now=real_now()) as work:
        work.session.execute(sa.update(pulse.Pulse).values(failing_since=work.real - timedelta(minutes=17)))
    assert look(world.store, real_now()).late == ("oldest_unposted_letter",)
    said = read(world)
    assert "Er vertrekt al 17 minuten geen e-mail. 1 e-mail wacht." in said
    assert "De mailserver antwoordt niet." in said
    assert "sintjans" not in said


def test_a_mailbox_that_nobody_looks_into_and_a_task_that_keeps_failing_are_told(world: World) -> None:
    knocked(world, pulse.BEAT)
    knocked(world, pulse.mailbox(1), minutes_ago=25)
    for _time in range(3):
        stumbled(world, "radar.follow_up")
    settings = replace(world.store.settings, imap_urls=("imap://x:y@127.0.0.1:9/INBOX",))
    watched = Store(settings, pool_size=1)
    with watched.begin() as work:
        seen = plain.Seen(look(watched, real_now()), standing.all_kinds(work, work.real), pulse.heard(work), work.real)
    watched.close()
    assert seen.health.late == ("mailbox",)
    assert seen.health.failing == {"radar.follow_up": 3}
    stuck = [line.what for line in plain.lines(seen) if line.kind == "stuck"]
    assert stuck == [
        "De mailbox wordt al 25 minuten niet gelezen.",
        "Dit mislukte 3 keer na elkaar: partners opvolgen.",
    ]
    knocked(world, "radar.follow_up")
    assert look(world.store, real_now()).failing == {}


def test_what_was_given_up_is_tried_again_by_a_button_of_an_administrator_of_that_hub_alone(world: World) -> None:
    mail = mail_given_up(world)
    assert look(world.store, real_now()).parked == {"mail": 1}
    assert "een e-mail die binnenkwam" in read(world)
    address = f"{PAGE}/mail/{mail}/opnieuw"
    with world.client("Hilde Verbist") as hilde:
        assert hilde.get(PAGE).status_code == 403
    with world.client("Bram Geerts") as bram:
        token = bram.get(PAGE).text.split('name="_csrf_token" value="')[1].split('"')[0]
        again = bram.post(address, data={"_csrf_token": token})
        assert "Het wordt nu opnieuw geprobeerd." in again.text
        assert "Dit wordt al opnieuw geprobeerd." in bram.post(address, data={"_csrf_token": token}).text
        assert bram.post(f"{PAGE}/letter/{mail}/opnieuw", data={"_csrf_token": token}).status_code == 404
    with world.desk() as work:
        row = work.session.get_one(RawMail, mail)
        assert (row.parked_at, row.attempts, row.last_error) == (None, 0, None)
        acts = work.session.exec(select(Entry.act).where(col(Entry.noun_id) == mail)).all()
    assert "work.again" in acts


def test_numbers_are_for_who_brings_the_token_and_speak_of_nobody(world: World) -> None:
    knocked(world, pulse.BEAT)
    mail_given_up(world)
    letter_of(world, minutes_ago=0)
    with browser(replace(world.store.settings, metrics_token=TOKEN)) as client:
        assert client.get("/metrics").status_code == 404
        assert client.get("/metrics", headers={"Authorization": "Bearer something-else"}).status_code == 404
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert 'hub_work_parked{kind="mail"} 1.0' in answer.text
    assert 'hub_work_due{kind="letter"} 1.0' in answer.text
    assert "hub_well 1.0" in answer.text
    for secret in ("els", "dijleland", "Dijleland", "@", *re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}", answer.text)):
        assert secret not in answer.text
    with browser(world.store.settings) as client:
        assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_without_a_database_the_numbers_say_that_alone(world: World) -> None:
    gone = replace(world.store.settings, database_url="postgresql+psycopg://hub@127.0.0.1:9/none")
    store = Store(gone, pool_size=1)
    said = measuring.measured(store, real_now()).decode()
    store.close()
    assert "hub_up 0.0" in said
    assert "hub_work_open" not in said


def test_every_table_of_work_and_every_task_is_watched() -> None:
    assert set(standing.KINDS.values()) == set(WorkRow.__subclasses__())
    assert set(TASKS) == {tick.task for tick in TIMETABLE}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 seconde"), (119, "119 seconden"), (720, "12 minuten"), (3 * 3600, "3 uur"), (50 * 3600, "2 dagen")],
)
def test_how_long_is_said_as_people_say_it(seconds: int, words: str) -> None:
    assert plain.lasting(seconds) == words
