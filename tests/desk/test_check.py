"""`hub check` finds each kind of broken promise and names the row; on a hub that works it finds nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hub.clock import parse_moment
from hub.dispatch import clarify, tracks
from hub.dispatch.clarify_tables import Question
from hub.dispatch.table_tables import Claim, Track
from hub.dispatch.track import TRACK_MOVES
from hub.intake import ingest
from hub.intake.tables import MailReferral, RawMail
from hub.ledger import Entry
from hub.letters import Letter
from hub.monitoring import follow_up, roll_up
from hub.monitoring.check import Finding, check, track_chain_is_allowed
from hub.store import Store
from tests.cast import World, settings_for
from tests.databases import KeptStore, Scene, own_database, scene
from tests.tables import end_after_talk, on_table, running, takes_up

MAIL = b"""From: Els Dierckx <els@sintjans.example>\r
To: aanmelden@dijleland.example\r
Subject: Een leerling\r
Message-ID: <een@sintjans.example>\r
\r
Een leerling van het derde jaar komt al weken niet.\r
"""


def live(world: World) -> dict[str, UUID]:
    """Something of everything happens; gives back the ids by which a test finds it."""
    track = running(world)
    claim = takes_up(world, "Tom Claes", on_table(world), "Carrousel")
    asked = world.refer()
    with world.desk("Hilde Verbist") as work:
        question = clarify.ask(work, asked, "Sinds wanneer?").id
    closed = world.refer()
    with world.desk("Hilde Verbist") as work:
        end_after_talk(work, closed, "De school kan verder.")
    ingest.take_in(world.store, MAIL, "ingest", "een.eml", now=world.now)
    list(follow_up.run(world.store, parse_moment("2026-10-02T10:00")))
    roll_up.run(world.store)
    with world.desk() as work:
        case = work.session.get_one(Track, track).referral_id
        mail = work.session.exec(select(RawMail)).one().id
        letter = work.session.exec(select(Letter).where(Letter.track_id == track)).all()[0].id
    return {
        "track": track, "claim": claim, "asked": asked, "question": question, "closed": closed, "case": case,
        "mail": mail, "letter": letter,
    }  # fmt: skip


@dataclass
class Lived:
    """A hub on which something of everything happened; the ids by which a test finds it back."""

    world: World
    track: UUID
    claim: UUID
    asked: UUID
    question: UUID
    closed: UUID
    case: UUID
    mail: UUID
    letter: UUID

    def plant(self, *orders: str, **values: Any) -> None:
        """Do as the owner of the database what no operation of the hub would do, past every constraint and trigger."""
        with self.world.store.engine.begin() as owner:
            for order in orders:
                owner.execute(sa.text(order).bindparams(**{k: v for k, v in values.items() if f":{k}" in order}))

    def free(self, table: str, *constraints: str) -> None:
        """Take these constraints off, and the triggers that watch the table."""
        self.plant(
            f"ALTER TABLE {table} DISABLE TRIGGER USER",
            *(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for name in constraints),
        )


@pytest.fixture(scope="session")
def lived_template(postgres_url: str, peopled_template: Scene, folder_of_this_run: Path) -> Scene:
    template, people = peopled_template

    def play(database_url: str) -> dict[str, UUID]:
        store = Store(settings_for(database_url, "", folder_of_this_run), pool_size=2)
        ids = live(World(store, people))
        store.close()
        return ids

    return scene(postgres_url, folder_of_this_run, "hub_lived", template, play)


@pytest.fixture
def lived(
    postgres_url: str, peopled_template: Scene, lived_template: Scene, redis_url: str, tmp_path: Path
) -> Iterator[Lived]:
    template, ids = lived_template
    with contextmanager(own_database)(postgres_url, template) as database_url:
        yield Lived(World(KeptStore(settings_for(database_url, redis_url, tmp_path)), peopled_template[1]), **ids)


def found(world: World, rule: str) -> set[str]:
    return {one for finding in check(world.store) if finding.rule == rule for one in finding.ids}


def test_a_hub_that_works_has_nothing_to_say(lived: Lived) -> None:
    assert check(lived.world.store) == []


def test_a_hub_without_a_single_case_has_nothing_to_say(world: World) -> None:
    assert check(world.store) == []


def test_after_a_rehearsal_in_the_future_there_is_still_nothing_to_say(lived: Lived) -> None:
    for moment in ("2027-01-15T09:00", "2027-02-02T09:00", "2027-02-09T09:00"):
        assert list(follow_up.run(lived.world.store, parse_moment(moment)))
    assert check(lived.world.store) == []


def test_cases_that_wait_to_be_counted_are_pending_and_not_wrong(lived: Lived) -> None:
    lived.world.refer()
    assert check(lived.world.store) == []


# The radar rule


def test_an_open_case_without_a_date_is_found(lived: Lived) -> None:
    lived.free("referral", "on_the_radar")
    lived.plant("UPDATE referral SET next_due = NULL WHERE id = :id", id=lived.asked)
    assert found(lived.world, "radar") == {str(lived.asked)}


def test_an_open_case_without_anybody_responsible_is_found(lived: Lived) -> None:
    lived.free("referral", "on_the_radar")
    lived.plant("UPDATE referral SET holder = NULL WHERE id = :id", id=lived.asked)
    assert found(lived.world, "radar") == {str(lived.asked)}


def test_a_case_that_waits_on_a_partner_without_a_name_is_found(lived: Lived) -> None:
    lived.free("referral", "one_holder")
    lived.plant("UPDATE referral SET holder = 'partner' WHERE id = :id", id=lived.asked)
    assert found(lived.world, "radar") == {str(lived.asked)}


def test_a_closed_case_that_somebody_still_holds_is_found(lived: Lived) -> None:
    lived.free("referral", "on_the_radar")
    lived.plant("UPDATE referral SET holder = 'coordinator' WHERE id = :id", id=lived.closed)
    assert found(lived.world, "radar") == {str(lived.closed)}


def test_a_case_that_is_due_later_than_its_track_is_found(lived: Lived) -> None:
    lived.free("referral")
    lived.plant("UPDATE referral SET next_due = next_due + interval '90 days' WHERE id = :id", id=lived.case)
    assert found(lived.world, "radar") == {str(lived.case)}


def test_a_case_whose_holder_is_not_who_should_hold_it_is_found(lived: Lived) -> None:
    lived.plant("UPDATE referral SET holder = 'coordinator' WHERE id = :id", id=lived.asked)
    assert found(lived.world, "radar") == {str(lived.asked)}


def test_a_case_that_was_closed_with_a_track_still_running_is_found(lived: Lived) -> None:
    lived.free("referral")
    lived.plant(
        "UPDATE referral SET stage = 'closed', holder = NULL, holder_organisation_id = NULL, next_due = NULL,"
        " next_why = NULL, outcome = 'tracks_ended', closed_at = now() WHERE id = :id",
        id=lived.case,
    )
    assert found(lived.world, "radar") == {str(lived.case)}


def test_an_open_track_without_a_date_is_found(lived: Lived) -> None:
    lived.free("track", "watched_while_open")
    lived.plant("UPDATE track SET due_at = NULL WHERE id = :id", id=lived.track)
    assert found(lived.world, "track watched") == {str(lived.track)}


# Ways in


def test_a_case_of_which_nobody_knows_how_it_came_in_is_found(lived: Lived) -> None:
    lived.plant("DELETE FROM ledger WHERE noun_id = :id AND from_stage IS NULL", id=lived.closed)
    assert found(lived.world, "way in") == {str(lived.closed)}


def test_a_case_of_another_channel_than_it_was_opened_by_is_found(lived: Lived) -> None:
    lived.plant("UPDATE referral SET channel = 'phone' WHERE id = :id", id=lived.asked)
    assert found(lived.world, "way in") == {str(lived.asked)}


def test_a_case_from_a_mail_that_lost_its_mail_is_found(lived: Lived) -> None:
    with lived.world.desk() as work:
        drawn = work.session.exec(select(MailReferral.referral_id)).one()
    lived.plant("DELETE FROM mail_referral")
    assert found(lived.world, "way in") == {str(drawn)}


# Mails


@pytest.mark.parametrize(
    "order",
    [
        "DELETE FROM mail_referral WHERE raw_mail_id = :id",
        "UPDATE raw_mail SET outcome = NULL WHERE id = :id",
        "UPDATE raw_mail SET done_at = NULL WHERE id = :id",
        "UPDATE raw_mail SET outcome = NULL, done_at = NULL, parked_at = now() WHERE id = :id",
        "UPDATE raw_mail SET outcome = 'message', referral_id = NULL WHERE id = :id",
        "UPDATE raw_mail SET outcome = 'duplicate' WHERE id = :id",
    ],
    ids=["drew nothing", "done without", "not done with", "parked without", "message to nobody", "duplicate of what"],
)
def test_a_mail_without_exactly_one_outcome_is_found(lived: Lived, order: str) -> None:
    lived.free("raw_mail", "one_outcome", "duplicate_of_what")
    lived.plant(order, id=lived.mail)
    assert found(lived.world, "mail outcome") == {str(lived.mail)}


def test_a_mail_that_was_dealt_with_twice_is_found(lived: Lived) -> None:
    again = uuid4()
    lived.plant(
        "DROP INDEX raw_mail_once",
        "CREATE TEMP TABLE again AS SELECT * FROM raw_mail",
        "UPDATE again SET id = :again, once_key = 'another'",
        "INSERT INTO raw_mail SELECT * FROM again",
        "INSERT INTO mail_referral SELECT :again, referral_id FROM mail_referral",
        again=again,
    )
    assert found(lived.world, "mail outcome") == {str(lived.mail), str(again)}


def test_a_mail_that_is_held_for_ever_is_found(lived: Lived) -> None:
    lived.free("raw_mail", "one_outcome")
    lived.plant(
        "UPDATE raw_mail SET done_at = NULL, outcome = NULL, leased_until = now() + interval '9 days' WHERE id = :id",
        id=lived.mail,
    )
    assert found(lived.world, "mail lease") == {str(lived.mail)}


# Letters


@pytest.mark.parametrize(
    "order",
    [
        "UPDATE letter SET done_at = now(), parked_at = now(), server_answer = '250 ok' WHERE id = :id",
        "UPDATE letter SET done_at = now(), server_answer = NULL WHERE id = :id",
        "UPDATE letter SET leased_until = now() + interval '9 days' WHERE id = :id",
        "UPDATE letter SET body = 'hub-link:00000000-0000-4000-8000-000000000000' WHERE id = :id",
    ],
    ids=["posted and parked", "posted without an answer", "held for ever", "leads nowhere"],
)
def test_a_letter_that_is_neither_posted_nor_waiting_is_found(lived: Lived, order: str) -> None:
    lived.plant(order, id=lived.letter)
    assert found(lived.world, "letter") == {str(lived.letter)}


@pytest.mark.parametrize("column", ["once_key", "message_id"])
def test_two_letters_for_one_reason_are_found(lived: Lived, column: str) -> None:
    with lived.world.desk() as work:
        other = work.session.exec(select(Letter.id).where(Letter.id != lived.letter)).first()
    lived.plant(
        f"ALTER TABLE letter DROP CONSTRAINT letter_{column}_key",
        f"UPDATE letter SET {column} = (SELECT {column} FROM letter WHERE id = :id) WHERE id = :other",
        id=lived.letter,
        other=other,
    )
    assert found(lived.world, "letter") >= {str(lived.letter), str(other)}


def test_a_partner_who_counts_as_asked_without_a_letter_is_found(lived: Lived) -> None:
    lived.plant("DELETE FROM letter WHERE track_id = :id", id=lived.track)
    assert found(lived.world, "letter") == {str(lived.track)}


def test_a_question_that_was_never_sent_is_found(lived: Lived) -> None:
    lived.plant("DELETE FROM letter WHERE kind = 'question'")
    assert found(lived.world, "letter") == {str(lived.question)}
    with lived.world.desk() as work:
        assert work.session.get_one(Question, lived.question).answered_at is None


# Places


@pytest.mark.parametrize("change", ["taken + 1", "taken - 1"])
def test_an_offer_whose_places_do_not_add_up_is_found(lived: Lived, change: str) -> None:
    with lived.world.desk() as work:
        offer = lived.world.offer(work, "Kort traject").id
    lived.plant(f"UPDATE offer SET taken = {change} WHERE id = :id", id=offer)
    assert found(lived.world, "places") == {str(offer)}


def test_a_claim_that_vanished_with_its_place_is_found(lived: Lived) -> None:
    with lived.world.desk() as work:
        offer = work.session.get_one(Claim, lived.claim).offer_id
    lived.plant("DELETE FROM claim WHERE id = :id", id=lived.claim)
    assert found(lived.world, "places") == {str(offer)}


def test_an_overbooked_offer_is_found(lived: Lived) -> None:
    with lived.world.desk() as work:
        offer = lived.world.offer(work, "Kort traject").id
    lived.free("offer", "not_overbooked")
    lived.plant("UPDATE offer SET places = 0 WHERE id = :id", id=offer)
    assert found(lived.world, "places") == {str(offer)}


def test_an_ended_track_that_keeps_its_place_is_found(lived: Lived) -> None:
    with lived.world.desk("Nadia Pauwels", now="2026-10-05T10:00") as work:
        tracks.not_start(work, lived.track, "staff")
    roll_up.run(lived.world.store)
    assert check(lived.world.store) == []
    lived.plant("UPDATE track SET holds_place = true WHERE id = :id", id=lived.track)
    assert found(lived.world, "places") == {str(lived.track)}


# Ways through the stages


def test_a_case_whose_stage_was_changed_behind_the_ledgers_back_is_found(lived: Lived) -> None:
    lived.plant("UPDATE referral SET stage = 'consult' WHERE id = :id", id=lived.asked)
    assert found(lived.world, "case stage") == {str(lived.asked)}


def test_a_case_that_went_an_impossible_way_is_found(lived: Lived) -> None:
    lived.plant(
        "UPDATE ledger SET from_stage = 'on_table' WHERE noun_id = :id AND to_stage = 'closed'", id=lived.closed
    )
    assert found(lived.world, "case moves") == {str(lived.closed)}


def test_a_track_whose_stage_was_changed_behind_the_ledgers_back_is_found(lived: Lived) -> None:
    lived.plant("UPDATE track SET stage = 'started' WHERE id = :id", id=lived.track)
    assert found(lived.world, "track stage") == {str(lived.track)}


def test_a_track_that_began_in_the_middle_is_found(lived: Lived) -> None:
    lived.plant("DELETE FROM ledger WHERE noun_id = :id AND to_stage = 'proposed'", id=lived.track)
    assert found(lived.world, "track moves") == {str(lived.track)}


def test_a_track_without_any_line_in_the_ledger_is_found(lived: Lived) -> None:
    lived.plant("DELETE FROM ledger WHERE noun_id = :id", id=lived.track)
    assert found(lived.world, "track stage") == {str(lived.track)}


def test_every_move_of_the_table_is_a_way_that_is_allowed_and_no_other_is() -> None:
    for sources, target in TRACK_MOVES.values():
        for source in sources:
            way = [(None, "proposed"), *_way_to(source), (source, target)]
            assert track_chain_is_allowed(way), way
    assert not track_chain_is_allowed([(None, "accepted")])
    assert not track_chain_is_allowed([(None, "proposed"), ("proposed", "started")])
    assert not track_chain_is_allowed([(None, "proposed"), ("accepted", "started")])


def _way_to(stage: str) -> list[tuple[str | None, str]]:
    ways: dict[str, list[tuple[str | None, str]]] = {
        "proposed": [],
        "accepted": [("proposed", "accepted")],
        "started": [("proposed", "accepted"), ("accepted", "started")],
        "on_hold": [("proposed", "accepted"), ("accepted", "started"), ("started", "on_hold")],
    }
    return ways[stage]


# Figures, and the run as a whole


def test_a_figure_that_differs_from_a_recount_is_found(lived: Lived) -> None:
    lived.plant("UPDATE referral_fact SET age = 99 WHERE referral_id = :id", id=lived.closed)
    assert found(lived.world, "figures of a referral") == {str(lived.closed)}


def test_a_year_that_was_counted_otherwise_than_its_facts_say_is_found(lived: Lived) -> None:
    lived.plant("UPDATE year_reading SET counts = jsonb_set(counts, '{youngsters}', '99')")
    assert {year.split()[1] for year in found(lived.world, "figures of a year")} == {"2026"}
    lived.plant("DELETE FROM year_reading")
    assert found(lived.world, "figures of a year")


def test_several_broken_promises_are_told_in_one_run_each_with_its_own_rows(lived: Lived) -> None:
    lived.plant("UPDATE track SET stage = 'started' WHERE id = :id", id=lived.track)
    lived.plant("UPDATE referral SET stage = 'consult' WHERE id = :id", id=lived.asked)
    rules = {finding.rule for finding in check(lived.world.store)}
    assert {"track stage", "case stage"} <= rules


def test_the_run_reads_one_moment_whatever_is_written_meanwhile(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.monitoring import check as module

    meanwhile: Callable[..., Any] = module._watch

    def somebody_writes_first(work: Any) -> Any:
        lived.plant("UPDATE referral SET holder = 'coordinator' WHERE id = :id", id=lived.asked)
        return meanwhile(work)

    monkeypatch.setattr(module, "_watch", somebody_writes_first)
    assert check(lived.world.store) == []
    monkeypatch.undo()
    assert found(lived.world, "radar") == {str(lived.asked)}


def test_the_check_changes_nothing(lived: Lived) -> None:
    with lived.world.desk() as work:
        before = work.session.exec(select(sa.func.count()).select_from(Entry)).one()
    check(lived.world.store)
    with lived.world.desk() as work:
        assert work.session.exec(select(sa.func.count()).select_from(Entry)).one() == before


def test_a_finding_reads_as_a_sentence_about_its_rows(lived: Lived) -> None:
    lived.plant("UPDATE track SET stage = 'started' WHERE id = :id", id=lived.track)
    (finding,) = (one for one in check(lived.world.store) if one.rule == "track stage")
    assert finding == Finding(
        "track stage", "is a track whose stage differs from its last move in the ledger", [str(lived.track)]
    )
