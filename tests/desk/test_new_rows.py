"""What belongs together is written together: new rows of several tables are one statement, and all of it or nothing."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from hub import ledger
from hub.clock import real_now
from hub.dispatch.codes import Channel
from hub.dispatch.tables import Message, Referral, Youngster
from hub.dispatch.watch import Why
from hub.hubs import Hub, first_hub
from hub.intake import hub_choice
from hub.intake.arrival import store_raw
from hub.intake.desk import refer_by_form
from hub.intake.ingest import read_due
from hub.intake.papers import add_documents, of_case
from hub.intake.sent_here import before
from hub.intake.tables import MailOutcome
from hub.intake.uploads import look
from hub.ledger import Entry
from hub.store import Work
from tests.cast import World
from tests.mail_shop import a_mail, arrives, cases, documents, letters
from tests.referrals import draft, refer
from tools.noting import noted


def a_case(hub: Hub, work: Work, number: str = "CM-2026-90001") -> tuple[Youngster, Referral]:
    sam = Youngster(hub_id=hub.id, first_name="Sam", sort_key="sam", created_at=work.now)
    case = Referral(
        hub_id=hub.id, number=number, channel=Channel.MAIL, created_at=work.now, submitted_at=work.now,
        stage="submitted", stage_since=work.now, holder="coordinator", next_due=work.now, next_why=Why.FIRST_TALK,
        referrer_kind="school", referrer_name="Éls", youngster_id=sam.id,
    )  # fmt: skip
    return sam, case


def test_a_form_with_a_file_is_written_down_with_four_statements(world: World) -> None:
    key = uuid4()
    with noted(world.store.engine) as told, world.store.begin() as work:
        hub = hub_choice.served(work).hubs[0]  # as the page has it
        told.clear()
        add_documents(work, hub.id, [look("verslag.pdf", b"%PDF-1.7")], form_key=key, known=[])
        refer_by_form(work, hub, draft(school_name=""), form_key=key, browser="a browser")
        assert len(told) == 4, told  # who refers, its number, what is known of its address and files, all its rows
    with world.store.begin() as work:
        (sent,) = before(work, "a browser", key)
        assert [paper.name for paper in of_case(work, sent.referral_id)] == ["verslag.pdf"]
        assert before(work, "another browser", uuid4()) == []


def test_what_a_browser_sent_is_one_question_however_often_it_sent(world: World) -> None:
    for name in ("Noor", "Ilyas", "Sam"):
        refer(world, first_name=name)
    with noted(world.store.engine) as told, world.desk() as work:
        told.clear()
        assert {sent.said.who[0] for sent in before(work, "a browser", uuid4())} == {"Noor", "Ilyas", "Sam"}
    assert len(told) == 1, told


def test_a_mail_is_stored_and_settled_with_few_statements(world: World) -> None:
    arrives(world, a_mail())
    with noted(world.store.engine) as told, world.store.begin() as work:
        store_raw(work, a_mail(sender="Rik Maes <rik@elders.example>"), "imap", "test")
    assert len(told) == 3
    with noted(world.store.engine) as told:
        assert read_due(world.store) == 1
    leasing = 3 + 2  # with the bytes of the batch, and once more to find nothing
    assert len(told) - leasing == 5, told
    assert len(cases(world)) == len(letters(world)) == 2


def test_a_mail_with_very_many_files_becomes_a_case_with_all_of_them(world: World) -> None:
    files = [(f"blad {n}.txt", "text/plain", b"blad %d" % n) for n in range(60)]
    assert arrives(world, a_mail(files=files)).outcome == MailOutcome.REFERRAL
    assert len(documents(world)) == 60


def test_rows_that_point_at_each_other_are_there_at_once_whichever_was_first(world: World) -> None:
    with noted(world.store.engine) as told, world.desk() as work:
        hub = first_hub(work.session)
        sam, case = a_case(hub, work)
        told.clear()
        work.session.add_all([case, sam])
        for act in ("first", "second"):
            ledger.write(work, act, "referral", case.id, hub_id=hub.id, referral_id=case.id)
        work.session.flush()
        assert len(told) == 1
        assert case.search_text is not None
        assert "els" in case.search_text
        case.story = "Later verteld."
        work.session.flush()
        assert told[-1][0].startswith("UPDATE referral SET story=")
    with world.desk() as work:
        written = work.session.exec(select(Entry).where(Entry.referral_id == case.id).order_by(col(Entry.id))).all()
        assert [entry.act for entry in written] == ["first", "second"]
        assert work.session.get_one(Referral, case.id).story == "Later verteld."


def test_what_the_database_refuses_leaves_nothing_of_the_rest(world: World) -> None:
    with pytest.raises(IntegrityError):
        _without_a_date(world)
    with world.desk() as work:
        assert work.session.exec(select(Youngster).where(Youngster.sort_key == "sam")).all() == []


def _without_a_date(world: World) -> None:
    with world.desk() as work:
        sam, case = a_case(first_hub(work.session), work)
        case.next_due = None
        work.session.add_all([sam, case])


def test_a_changed_row_makes_room_before_a_new_one_takes_its_place(world: World) -> None:
    with world.desk() as work:
        _sam, case = a_case(first_hub(work.session), work)
        case.youngster_id = None
        work.session.add(case)
        work.session.flush()
        _other, instead = a_case(first_hub(work.session), work)
        instead.youngster_id = None
        case.number = "CM-2026-90002"
        work.session.add(instead)
        work.session.flush()
        assert work.session.exec(select(Referral.number).where(Referral.id == instead.id)).one() == "CM-2026-90001"


def test_a_row_of_which_the_database_fills_in_a_part_is_complete_afterwards(world: World) -> None:
    case = world.refer()
    by_the_database: dict[str, Any] = {"half_day_units": None}
    with world.desk() as work:
        said = Message(
            hub_id=world.case(case).hub_id, referral_id=case, at=work.now, kind="note", text="Gebeld.",
            **by_the_database,
        )  # fmt: skip
        work.session.add(said)
        work.session.flush()
        assert said.half_day_units == 0


def test_a_new_row_takes_no_name_that_its_table_does_not_have() -> None:
    slip: dict[str, Any] = {"first_name": "Sam", "lastname": "Janssens"}
    with pytest.raises(TypeError, match="Youngster has no lastname"):
        Youngster(hub_id=uuid4(), created_at=real_now(), **slip)


def test_a_new_row_holds_every_default_and_lists_of_its_own(world: World) -> None:
    with world.store.begin() as work:
        (sam, case), (_sam, other) = (a_case(first_hub(work.session), work) for _twice in range(2))
    assert (case.version, case.flag, case.story, case.sections) == (1, None, "", {})
    assert case.id != other.id
    assert case.sections is not other.sections
    assert sam.last_name == ""
    assert case.search_text is None  # the database makes it
