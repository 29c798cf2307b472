"""An address at which a letter did not arrive: marked, spared, corrected; and a letter refused for now goes on.

With a real mail server of the world on the other side, and the reports that it would send back.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col

from hub import letters, posting, unreachable
from hub.clock import real_now
from hub.home import dead_letters
from hub.hubs import hub_named
from hub.intake.returns import PAUSES
from hub.letters import Letter
from hub.problems import Refused
from tests.cast import World
from tests.mail_shop import arrives, returned
from tests.smtp_peers import Peer, smtp_peer

ELS = "els@sintjans.example"


@pytest.fixture
def peer(world: World) -> Iterator[Peer]:
    with smtp_peer() as running:
        world.store.settings = replace(world.store.settings, smtp_url=running.url)
        yield running


def written(world: World, why: str, to: str = ELS, hub: str = "dijleland", case: UUID | None = None) -> UUID:
    """A letter that the hub writes by itself, and posts."""
    with world.desk() as work:
        letter = letters.write(
            work, "track_escalated", to, once_key=why, hub=hub_named(work.session, hub), referral_id=case,
            address="https://hub.example/1",
        )  # fmt: skip
        assert letter
    posting.post_due(world.store)
    return letter.id


def row(world: World, letter_id: UUID) -> Letter:
    with world.desk() as work:
        return work.session.get_one(Letter, letter_id)


def comes_back(world: World, letter_id: UUID, status: str = "5.1.1", **more: str) -> None:
    letter = row(world, letter_id)
    arrives(world, returned(letter.to_address, letter.message_id, status=status, **more))


def time_passes(world: World) -> None:
    """Whatever waits for its next try is due now, and posted."""
    with world.desk() as work:
        waiting = sa.update(Letter).where(col(Letter.done_at).is_(None), col(Letter.parked_at).is_(None))
        work.session.execute(waiting.values(due_at=real_now() - timedelta(seconds=1)))
    posting.post_due(world.store)


def marked(world: World, hub: str = "dijleland", address: str = ELS) -> bool:
    with world.desk() as work:
        return bool(unreachable.failing(work, [world[hub]], [address]))


def test_after_a_hard_bounce_no_letter_goes_to_that_address_and_each_is_a_task(world: World, peer: Peer) -> None:
    comes_back(world, written(world, "first"))
    assert marked(world)
    assert marked(world, address=ELS.upper())
    assert len(peer.received) == 1
    held = written(world, "second")
    others = [written(world, "third", to="tom@springplank.example"), written(world, "fourth", hub="schelderand")]
    assert all(row(world, one).done_at for one in others), "others, and another hub that knows nothing of it"
    assert len(peer.received) == 3
    waits = row(world, held)
    assert (waits.done_at, waits.last_error, waits.parked_at is not None) == (None, unreachable.HELD, True)
    with world.desk("Hilde Verbist") as work:
        assert held in [one.id for one in dead_letters.dead(work)]
        assert "ging deze niet weg" in dead_letters.why_dead(work, waits)


def test_who_vouches_for_the_address_sends_what_waits_and_may_be_wrong_again(world: World, peer: Peer) -> None:
    first = written(world, "first")
    comes_back(world, first)
    held = written(world, "second")
    with world.desk("Hilde Verbist") as work:
        assert dead_letters.address_works(work, first) == 1
    posting.post_due(world.store)
    assert row(world, held).done_at
    assert not marked(world)
    with world.desk("Hilde Verbist") as work, pytest.raises(Refused):
        dead_letters.address_works(work, first)
    comes_back(world, held)
    assert marked(world)


def test_a_corrected_address_takes_what_waited_for_the_case_along(world: World, peer: Peer) -> None:
    noor = world.refer()
    first = written(world, "first", case=noor)
    comes_back(world, first)
    held, elsewhere = written(world, "second", case=noor), written(world, "third", case=world.refer())
    with world.desk("Hilde Verbist") as work:
        again = dead_letters.write_again(work, first, "els.dierckx@sintjans.example", for_case_too=True)
        assert [one.body for one in again] == [row(world, first).body, row(world, held).body]
    posting.post_due(world.store)
    assert [one.rcpt_tos for one in peer.received[1:]] == [["els.dierckx@sintjans.example"]] * 2
    assert row(world, held).settled_at
    assert row(world, elsewhere).settled_at is None
    assert marked(world), "nobody said that the old address works"


def test_who_sends_it_once_more_to_the_same_address_says_that_it_works(world: World, peer: Peer) -> None:
    first = written(world, "first")
    comes_back(world, first)
    with world.desk("Hilde Verbist") as work:
        dead_letters.write_again(work, first, ELS)
    posting.post_due(world.store)
    assert len(peer.received) == 2
    assert not marked(world)


def test_a_letter_that_waits_and_another_that_waits_with_it_go_once_each(world: World, peer: Peer) -> None:
    """From the page of one that was held back, without another address: it is sent once, and so is its neighbour."""
    comes_back(world, written(world, "first"))
    held, beside = written(world, "second"), written(world, "third")
    with world.desk("Hilde Verbist") as work:
        [again] = dead_letters.write_again(work, held, ELS)
    posting.post_due(world.store)
    assert len(peer.received) == 3
    assert (row(world, again.id).done_at is not None, row(world, beside).done_at is not None) == (True, True)
    assert row(world, held).done_at is None
    assert not marked(world)


@pytest.mark.parametrize("status", ["5.1.1", "4.2.2"])
def test_a_report_that_anybody_could_have_written_holds_no_letter_back_and_sends_none(
    world: World, peer: Peer, status: str
) -> None:
    first = written(world, "first")
    arrives(world, returned(ELS, "<geraden@elders.example>", status=status))
    assert not marked(world)
    assert row(world, first).done_at
    assert row(world, written(world, "second")).done_at


def test_a_report_without_a_reason_is_a_task_and_no_mark(world: World, peer: Peer) -> None:
    first = written(world, "first")
    message_id = row(world, first).message_id
    report = "From: MAILER-DAEMON@mx.example\nTo: meldpunt@hub.example\nReturn-Path: <>\nSubject: Failure notice\n\n"
    arrives(world, f"{report}Something went wrong.\n\nMessage-ID: {message_id}\n".encode())
    found = row(world, first)
    assert (found.bounce_reason, found.address_failed_at) == ("returned", None)
    with world.desk("Hilde Verbist") as work:
        assert dead_letters.why_dead(work, found) == "De e-mail kwam terug, en de mailserver zegt niet waarom."


def test_a_full_mailbox_gets_the_same_letter_again_and_again_for_days_and_then_it_is_hard(
    world: World, peer: Peer
) -> None:
    first = written(world, "first")
    for times, pause in enumerate(PAUSES, start=1):
        comes_back(world, first, "4.2.2")
        comes_back(world, first, "4.2.2", says="A second server says so too.")
        waits = row(world, first)
        assert (waits.done_at, waits.soft_returns, waits.bounced_at) == (None, times, None)
        assert pause - timedelta(minutes=1) < waits.due_at - real_now() <= pause
        time_passes(world)
        assert len(peer.received) == times + 1
    comes_back(world, first, "4.2.2")
    gone = row(world, first)
    assert (gone.bounce_reason, gone.bounced_at is not None, gone.done_at is not None) == ("soft", True, True)
    assert marked(world)
    assert len({one.content.decode().partition("Message-ID: ")[2].partition("\r\n")[0] for one in peer.received}) == 1


def test_a_server_that_still_tries_by_itself_is_not_sent_a_second_one(world: World, peer: Peer) -> None:
    first = written(world, "first")
    comes_back(world, first, "4.4.1", action="delayed")
    assert (row(world, first).done_at is not None, row(world, first).soft_returns) == (True, 0)


@pytest.mark.parametrize(
    ("answer", "nobody_there"),
    [
        ("550 5.1.1 <els@sintjans.example>: Recipient address rejected: User unknown", True),
        ("550 No such user here", True),
        ("554 5.7.1 Relay access denied", False),
        ("550 Blocked by policy", False),
    ],
)
def test_our_own_mail_server_can_prove_that_nobody_is_there(
    world: World, peer: Peer, answer: str, nobody_there: bool
) -> None:
    peer.says[ELS] = [answer]
    assert row(world, written(world, "first")).parked_at
    assert marked(world) is nobody_there


def test_letters_of_no_hub_such_as_links_to_sign_in_always_go(world: World, peer: Peer) -> None:
    comes_back(world, written(world, "first"))
    with world.desk() as work:
        sign_in = work.session.get_one(Letter, written(world, "sign-in", to="a@b.example"))
        sign_in.hub_id, sign_in.to_address, sign_in.done_at, sign_in.due_at = None, ELS, None, real_now()
    assert posting.post_due(world.store) == 1
