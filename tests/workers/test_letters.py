"""Letters: posted once each, tried again when the server is away, parked where the desk sees them, never lost."""

import email
from collections import Counter
from datetime import timedelta
from email import policy

import sqlalchemy as sa

from hub import letters, links, posting, tokens
from hub.clock import real_now
from hub.hubs import hub_named
from hub.links import Purpose
from hub.work_rows import BACK_OFF
from tests.machine import free_port
from tests.posting import Desk, ids_of
from tests.smtp_peers import Peer, bytes_of

# The plain way


def test_each_letter_is_posted_once_over_one_connection_and_stamped_with_what_the_server_said(
    desk: Desk, peer: Peer
) -> None:
    written = desk.write(5)
    assert desk.post() == 5
    assert desk.post() == 0
    assert peer.connections == 1
    rows = desk.rows()
    assert [row.id for row in rows] == written
    assert all(row.done_at and row.server_answer and "queued" in row.server_answer for row in rows)
    assert ids_of(peer) == Counter(row.message_id for row in rows)
    assert {email.message_from_bytes(bytes_of(one))["X-Loop"] for one in peer.received} == {
        row.message_id for row in rows
    }


def test_a_letter_comes_from_the_hub_that_wrote_it_at_the_one_address_that_may_send(desk: Desk, peer: Peer) -> None:
    with desk.store.begin() as work:
        odd = hub_named(work.session, "dijleland")
        odd.name = 'Meldpunt "Dijle" <Rupel>, Élan'
        for hub in (odd, hub_named(work.session, "schelderand")):
            letters.write(
                work, "track_escalated", "a@hub.example", once_key=hub.slug, hub=hub, address="https://hub.example/1"
            )
    desk.post()
    senders = [email.message_from_bytes(bytes_of(one), policy=policy.default)["From"] for one in peer.received]
    said = sorted((one.addresses[0].display_name, one.addresses[0].addr_spec) for one in senders)
    assert said == [
        ("Meldpunt Dijle Rupel , Élan", "meldpunt@hub.example"), ("Meldpunt Schelderand", "meldpunt@hub.example"),
    ]  # fmt: skip


def test_more_letters_than_fit_in_a_batch_are_all_posted(desk: Desk, peer: Peer) -> None:
    desk.write(posting.BATCH * 2 + 3)
    assert desk.post() == posting.BATCH * 2 + 3
    assert max(ids_of(peer).values()) == 1


def test_one_reason_makes_one_letter_however_often_it_is_written(desk: Desk, peer: Peer) -> None:
    assert len(desk.write()) == 1
    assert desk.write() == []
    assert desk.post() == 1
    assert len(peer.received) == 1


def test_the_link_stands_in_the_mail_and_its_token_nowhere_in_the_database(desk: Desk, peer: Peer) -> None:
    case = desk.world.refer()
    with desk.store.begin() as work:
        link = links.make(work, Purpose.TRACK, case, referral_id=case)
        token = tokens.token_for(desk.settings.secret_keys, link.id)
        letters.write(
            work, "proposal_reminder", "team@kompas.example", once_key="link", hub=hub_named(work.session, None),
            link=link, number="CM-2026-00001", reply_reference="CM-2026-00001", offer="", answer_by=work.now,
            again=False,
        )  # fmt: skip
    desk.post()
    (mail,) = [email.message_from_bytes(bytes_of(one), policy=policy.default) for one in peer.received]
    body = mail.get_body(("plain",))
    assert body is not None
    assert f"http://testserver.local/antwoord/traject/{token}" in body.get_content()
    assert mail["Reply-To"].startswith("aanmelden+cm-2026-00001.")
    with desk.store.begin() as work:
        assert token not in str(work.session.execute(sa.text("SELECT row_to_json(letter) FROM letter")).all())
        assert token not in str(work.session.execute(sa.text("SELECT row_to_json(link) FROM link")).all())


# When it does not go well


def test_a_server_that_says_later_gets_the_letter_later_and_not_at_once(desk: Desk, peer: Peer) -> None:
    peer.says["els@sintjans.example"] = ["451 4.3.0 try again later"]
    (letter,) = desk.write()
    assert desk.post() == 0
    assert desk.post() == 0
    waiting = desk.row(letter)
    assert (waiting.attempts, waiting.done_at, waiting.parked_at) == (1, None, None)
    assert "try again later" in (waiting.last_error or "")
    assert waiting.due_at - real_now() > BACK_OFF[0] - timedelta(seconds=30)
    desk.later()
    assert desk.post() == 1
    assert ids_of(peer) == Counter([waiting.message_id])


def test_a_letter_to_an_address_that_does_not_exist_is_parked_for_the_desk_and_not_tried_again(
    desk: Desk, peer: Peer
) -> None:
    peer.says["els@sintjans.example"] = ["550 5.1.1 no such user"]
    (letter,) = desk.write()
    others = desk.write(2, to="tom@springplank.example", why="other")
    assert desk.post() == 2
    dead = desk.row(letter)
    assert dead.parked_at
    assert "no such user" in (dead.last_error or "")
    assert all(desk.row(other).done_at for other in others)
    assert desk.post() == 0


def test_a_letter_that_keeps_failing_is_parked_in_the_end(desk: Desk, peer: Peer) -> None:
    peer.says["els@sintjans.example"] = ["451 later"] * 20
    (letter,) = desk.write()
    for _n in BACK_OFF:
        desk.post()
        assert desk.row(letter).parked_at is None
        desk.later()
    desk.post()
    assert desk.row(letter).parked_at
    assert desk.row(letter).attempts == len(BACK_OFF) + 1


def test_a_server_that_is_away_costs_no_letter_a_try(desk: Desk) -> None:
    away = Desk(desk.world, f"smtp://127.0.0.1:{free_port()}")
    away.write(3)
    for _n in range(len(BACK_OFF) + 3):
        assert away.post() == 0
        away.later()
    assert all((row.attempts, row.parked_at) == (0, None) for row in away.rows())
    assert desk.post() == 3
    away.store.close()


def test_a_connection_that_breaks_in_the_middle_leaves_the_rest_for_the_next_time(desk: Desk, peer: Peer) -> None:
    desk.write(2, why="a")
    desk.write(1, to="weg@sintjans.example", why="b")
    desk.write(2, why="c")
    peer.hangs_up_on = {"weg@sintjans.example"}
    before = desk.post()
    peer.hangs_up_on = set()
    desk.later()
    assert before + desk.post() == 5
    assert ids_of(peer) == Counter(row.message_id for row in desk.rows())


def test_a_letter_that_cannot_be_written_as_a_mail_is_parked_and_the_others_go(desk: Desk, peer: Peer) -> None:
    (odd,) = desk.write(to="twee adressen@a.example, b@b.example", why="odd")
    desk.write(2)
    assert desk.post() == 2
    assert desk.row(odd).parked_at


def test_a_letter_whose_link_cannot_be_made_any_more_does_not_stop_the_queue(desk: Desk, peer: Peer) -> None:
    case = desk.world.refer()
    with desk.store.begin() as work:
        link = links.make(work, Purpose.TRACK, case, referral_id=case)
        link.key_id = "gone"
        letters.write(
            work, "proposal_reminder", "team@kompas.example", once_key="link", hub=hub_named(work.session, None),
            link=link, number="CM-2026-00001", offer="", answer_by=work.now, again=False,
        )  # fmt: skip
    desk.write(2)
    assert desk.post() == 2
