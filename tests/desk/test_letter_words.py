"""What a letter may say: no text of a stranger to somebody else's mailbox, and no link but its own."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from hub import letters, links
from hub.asker import NOBODY
from hub.dispatch import appointments, clarify
from hub.hubs import hub_named
from hub.intake import desk, form_sight
from hub.intake.additions import confirm_referrer
from hub.intake.holder import Holder
from hub.ledger import Entry
from hub.letters import MARKER, Letter
from hub.links import Link, Purpose
from hub.wording import use_language
from tests.cast import World
from tests.desk.test_clarification import FRIDAY
from tests.referrals import draft

SPAM = "Win 1000 euro op https://gratis.example"


def sent_to(world: World, address: str, *kinds: str) -> list[Letter]:
    with world.desk() as work:
        query = select(Letter).where(Letter.to_address == address).order_by(col(Letter.real_written_at))
        return [letter for letter in work.session.exec(query) if not kinds or letter.kind in kinds]


def refer(world: World, asker: str | None = None, now: Any = None, **changes: Any) -> UUID:
    """By the public form: from anybody, or from somebody who is signed in."""
    with world.desk(asker, now=now) as work:
        if asker is None:
            work.asker = NOBODY
        hub = hub_named(work.session, "dijleland")
        return desk.refer_by_form(work, hub, draft(**changes), form_key=uuid4(), browser="a browser").id


def test_a_letter_speaks_the_language_of_who_reads_it_and_not_of_who_pressed_the_button(world: World) -> None:
    with use_language("fr"):
        refer(world)
    [receipt] = sent_to(world, "els@sintjans.example", "receipt")
    assert "Bonjour" in receipt.body, "it was Els who chose French"
    with world.desk() as work:
        [asks_clb] = work.session.exec(select(Letter).where(Letter.kind == "clb_asked"))
    assert "Gaat het CLB akkoord" in asks_clb.subject
    assert asks_clb.body.startswith("Dag,")


def asked(world: World, case: UUID) -> Letter:
    with world.desk("Hilde Verbist") as work:
        question = clarify.ask(work, case, "Sinds wanneer?")
        once_key = f"question:{question.id}"
    with world.desk() as work:
        return work.session.exec(select(Letter).where(Letter.once_key == once_key)).one()


def confirmed(world: World, case: UUID) -> None:
    with world.desk() as work:
        confirm_referrer(work, Holder(case))


# The greeting


@pytest.mark.parametrize("name", ["Els Dierckx", SPAM, "Klik snel hier"])
def test_a_letter_to_an_address_that_was_only_typed_greets_nobody_by_name(world: World, name: str) -> None:
    letter = asked(world, refer(world, referrer_name=name))
    assert letter.body.startswith("Dag,\n")
    assert name not in letter.body


def test_els_who_opened_her_link_is_greeted_by_name(world: World) -> None:
    case = refer(world)
    confirmed(world, case)
    assert asked(world, case).body.startswith("Dag Els Dierckx,\n")


def test_els_who_is_signed_in_is_greeted_by_name_at_once(world: World) -> None:
    assert asked(world, refer(world, asker="Els Dierckx")).body.startswith("Dag Els Dierckx,\n")


def test_a_name_that_is_none_is_no_greeting_even_then(world: World) -> None:
    case = refer(world, referrer_name=SPAM)
    confirmed(world, case)
    letter = asked(world, case)
    assert letter.body.startswith("Dag,\n")
    assert "gratis" not in letter.body


@pytest.mark.parametrize(
    "name",
    ["Els Dierckx", "Éloïse D’Hondt", "Jan-Willem van den Berg", "Dr. A. O'Neill", "Şahin Öztürk", "J.P. Maes", "An"],
)
def test_names_that_people_have_are_greeted(name: str) -> None:
    assert letters.name_to_greet(f" {name} ") == name


@pytest.mark.parametrize(
    "name",
    [
        "", "   ", "www.gratis.example", "gratis.example", "Els\nKlik hier", "Els\u2028Klik", "http://x", "Els: lees",
        "els@x.example", "Win 1000 euro", "Els <b>", "a" * 61, "een twee drie vier vijf zes zeven", "Els, klik hier",
        "Els!", "Els (klik)", "\u202eslE", "Els 🎁", ".", "--",
    ],
)  # fmt: skip
def test_what_no_name_looks_like_is_not(name: str) -> None:
    assert letters.name_to_greet(name) == ""


def test_a_person_with_a_strange_name_is_still_greeted_when_signing_in(world: World) -> None:
    with world.desk() as work:
        letter = letters.write(work, "sign_in", "x@x.example", once_key="x", name="https://gratis.example")
    assert letter is not None
    assert letter.body.startswith("Dag,\n")


# Links


def test_the_marker_of_somebody_elses_link_in_a_text_is_only_a_text(world: World) -> None:
    noor, sam = world.refer(), world.refer(first_name="Sam")
    with world.desk("Hilde Verbist") as work:
        secret = links.make(work, Purpose.REFERRAL, sam, hub_id=world["dijleland"], referral_id=sam)
        work.session.flush()
        appointments.make_appointment(work, noor, FRIDAY, 45, "place", f"Zaal 2 {secret.marker}")
    (letter,) = sent_to(world, "els@sintjans.example", "appointment")
    markers = {UUID(found["id"]) for found in MARKER.finditer(letter.body)}
    assert secret.id not in markers
    assert str(secret.id) in letter.body, "what was typed can still be read"
    with world.desk() as work:
        assert [work.session.get_one(Link, marker).referral_id for marker in markers] == [noor]


def test_a_letter_with_links_to_several_referrals_keeps_each_of_them(world: World) -> None:
    noor, sam = world.refer(), world.refer(first_name="Sam")
    with world.desk() as work:
        made = [links.make(work, Purpose.REFERRAL, case, referral_id=case) for case in (noor, sam)]
        letter = letters.write(
            work, "acknowledgement", "els@sintjans.example", once_key="x", hub=hub_named(work.session, None),
            link=made[0], more_links=made[1:], cases=[("CM-1", made[0].marker), ("CM-2", made[1].marker)],
        )  # fmt: skip
        assert letter is not None
        assert {UUID(found["id"]) for found in MARKER.finditer(letter.body)} == {one.id for one in made}


# How many receipts


def test_strangers_together_send_no_more_than_fifteen_receipts_an_hour_to_one_mailbox(world: World) -> None:
    cases = [refer(world, first_name=f"Nummer {n}") for n in range(17)]
    assert len(sent_to(world, "els@sintjans.example", "receipt")) == 15
    assert world.case(cases[-1]).holder == "coordinator", "the referral itself always comes in"
    with world.desk() as work:
        held = work.session.exec(select(Entry).where(Entry.act == "receipt.withheld")).all()
        assert [entry.referral_id for entry in held] == cases[15:]


def test_the_next_hour_has_receipts_again(world: World) -> None:
    for n in range(16):
        refer(world, first_name=f"Nummer {n}")
    refer(world, now="2026-09-15T10:31", first_name="Later")
    assert len(sent_to(world, "els@sintjans.example", "receipt")) == 16


def test_els_signed_in_gets_hers_whatever_strangers_did(world: World) -> None:
    for n in range(16):
        refer(world, first_name=f"Nummer {n}")
    refer(world, asker="Els Dierckx")
    assert len(sent_to(world, "els@sintjans.example", "receipt")) == 16


def test_the_page_that_thanks_says_whether_a_letter_is_on_its_way(world: World) -> None:
    mailed = []
    for n in range(16):
        key = uuid4()
        with world.desk() as work:
            work.asker = NOBODY
            hub = hub_named(work.session, "dijleland")
            desk.refer_by_form(work, hub, draft(first_name=f"N{n}"), form_key=key, browser="a browser")
        with world.desk() as work:
            mailed.append(form_sight.receipt(work, key, "a browser").mailed)
    assert mailed == [True] * 15 + [False]
