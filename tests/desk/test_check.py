"""`hub check` finds each kind of broken promise and names the row; on a hub that works it finds nothing."""

from uuid import uuid4

import pytest
from sqlmodel import select

from hub.clock import parse_moment
from hub.dispatch import tracks
from hub.dispatch.clarify_tables import Question
from hub.dispatch.table_tables import Claim
from hub.intake.tables import MailReferral
from hub.letters import Letter
from hub.monitoring import follow_up, roll_up
from hub.monitoring.check import check
from tests.cast import World
from tests.lived import Lived


def found(world: World, rule: str) -> set[str]:
    return {one for finding in check(world.store) if finding.rule == rule for one in finding.ids}


def test_a_hub_that_works_has_nothing_to_say(lived: Lived) -> None:
    assert check(lived.world.store) == []


def test_a_hub_without_a_single_case_has_nothing_to_say(world: World) -> None:
    assert check(world.store) == []


def test_after_a_rehearsal_in_the_future_there_is_still_nothing_to_say(lived: Lived) -> None:
    for moment in ("2027-01-15T09:00", "2027-02-02T09:00", "2027-02-23T09:00"):
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
