"""A referral comes in by the form or by a call: once, on the radar, with a receipt that gives nothing away."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hub import blobs
from hub.asker import NOBODY
from hub.blobs import Blob
from hub.dispatch.case import Stage
from hub.dispatch.codes import Channel
from hub.dispatch.tables import Referral, Youngster
from hub.hubs import hub_named
from hub.intake import desk, papers, sight
from hub.intake.draft import CallNote, Draft, read_draft, read_note
from hub.intake.tables import Document
from hub.intake.typed import values_in
from hub.intake.uploads import Upload, look
from hub.ledger import Entry
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from hub.store import Work
from tests.cast import World

TODAY = date(2026, 9, 15)
ELS = {
    "referrer_name": "Els Dierckx", "referrer_organisation": "Sint-Jansatheneum (demo)", "referrer_kind": "school",
    "referrer_email": "els@sintjans.example", "main_reason": "truancy", "story": "Noor komt al drie weken niet.",
    "first_name": "Noor", "last_name": "El Amrani", "postcode": "2800", "school_name": "sint-jansatheneum (DEMO)",
}  # fmt: skip
CALL = {
    "referrer_name": "Rik Maes", "referrer_kind": "clb", "main_reason": "motivation", "story": "Rik belde over Sam.",
    "first_name": "Sam", "referrer_email": "rik@clb.example",
}  # fmt: skip


def draft(**changes: Any) -> Draft:
    return read_draft(values_in({**ELS, **changes}, Draft), TODAY)


def note(as_concept: bool = False, **changes: Any) -> CallNote:
    return read_note(values_in({**CALL, **changes}, CallNote), TODAY, as_concept=as_concept)


def refer(world: World, key: UUID | None = None, asker: str | None = None, **changes: Any) -> UUID:
    with world.desk(asker) as work:
        if asker is None:
            work.asker = NOBODY
        hub = hub_named(work.session, "dijleland")
        return desk.refer_by_form(work, hub, draft(**changes), form_key=key or uuid4(), browser="a browser").id


def call(world: World, who: str = "Karim Haddou", *, as_concept: bool = False, **changes: Any) -> UUID:
    with world.desk(who) as work:
        hub = hub_named(work.session, "dijleland")
        return desk.note_call(
            work, hub, note(as_concept, **changes), form_key=uuid4(), as_concept=as_concept
        ).id  # fmt: skip


def pdf(work: Work, name: str = "verslag.pdf", **where: Any) -> list[Document]:
    hub = hub_named(work.session, "dijleland")
    return papers.add_documents(work, hub.id, [look(name, b"%PDF-1.7 afwezigheden")], **where)


def letters(world: World, kind: str = "receipt") -> list[Letter]:
    with world.desk() as work:
        return list(work.session.exec(select(Letter).where(Letter.kind == kind)))


# The form


def test_what_els_sends_is_on_the_radar_with_all_that_she_wrote(world: World) -> None:
    case = world.case(refer(world))
    assert (case.stage, case.channel, case.holder) == (Stage.SUBMITTED, Channel.FORM, "coordinator")
    assert (case.story, case.main_reason) == ("Noor komt al drie weken niet.", "truancy")
    with world.desk() as work:
        noor = work.session.get(Youngster, case.youngster_id)
        assert noor
        assert (noor.first_name, noor.home_nis) == ("Noor", "12025")


def test_a_known_school_is_recognised_however_it_is_typed(world: World) -> None:
    case = world.case(refer(world))
    assert (case.school_organisation_id, case.school_nis) == (world["Sint-Jansatheneum (demo)"], "12025")


def test_who_is_not_signed_in_speaks_for_no_organisation(world: World) -> None:
    case = world.case(refer(world))
    assert (case.referrer_organisation_id, case.referrer_confirmed_at) == (None, None)


def test_els_signed_in_speaks_for_her_school_and_her_address_is_known(world: World) -> None:
    case = world.case(refer(world, asker="Els Dierckx"))
    assert case.referrer_organisation_id == world["Sint-Jansatheneum (demo)"]
    assert case.referrer_confirmed_at


def test_els_signed_in_with_another_address_in_the_form_confirms_nothing(world: World) -> None:
    case = world.case(refer(world, asker="Els Dierckx", referrer_email="directie@sintjans.example"))
    assert (case.referrer_organisation_id, case.referrer_confirmed_at) == (None, None)


def test_one_receipt_goes_out_with_the_number_and_without_a_word_that_was_typed(world: World) -> None:
    case = world.case(refer(world))
    (letter,) = letters(world)
    assert (letter.to_address, letter.reply_reference) == ("els@sintjans.example", case.number)
    assert case.number in letter.subject
    assert "hub-link:" in letter.body
    assert "uiterlijk" in letter.body.lower() or "ten laatste" in letter.body.lower()
    for secret in ("Noor", "Amrani", "drie weken", "Els", "athene", "spijbel"):
        assert secret not in letter.subject + letter.body


def test_the_same_form_twice_is_one_referral(world: World) -> None:
    key = uuid4()
    refer(world, key)
    with pytest.raises(Refused):
        refer(world, key)
    with world.desk() as work:
        assert work.session.scalar(sa.select(sa.func.count()).select_from(Referral)) == 1
    assert len(letters(world)) == 1


def test_two_clicks_at_the_same_moment_make_one_referral_with_one_receipt_and_each_file_once(world: World) -> None:
    key, together = uuid4(), threading.Barrier(2)

    def click(_n: int) -> str:
        with world.desk() as work:
            work.asker = NOBODY
            hub = hub_named(work.session, "dijleland")
            pdf(work, form_key=key)
            together.wait(20)
            try:
                return desk.refer_by_form(work, hub, draft(), form_key=key, browser="a browser").number
            except Refused:
                work.session.rollback()
                return "the other was first"

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(click, range(2)))
    assert answers == ["CM-2026-00001", "the other was first"]
    with world.desk() as work:
        case = work.session.exec(select(Referral)).one()
        assert [document.name for document in papers.of_case(work, case.id)] == ["verslag.pdf"]
    assert len(letters(world)) == 1


def test_files_of_the_form_come_along_sealed_even_to_another_hub(world: World) -> None:
    key = uuid4()
    with world.desk() as work:
        pdf(work, form_key=key)
    with world.desk() as work:
        hub = hub_named(work.session, "schelderand")
        case = desk.refer_by_form(work, hub, draft(), form_key=key, browser="a browser")
        (document,) = papers.of_case(work, case.id)
        assert document.hub_id == hub.id
        assert blobs.content(work, document.blob_id) == b"%PDF-1.7 afwezigheden"
        sealed = work.session.get(Blob, document.blob_id)
        assert sealed
        assert b"afwezigheden" not in bytes(sealed.sealed)


def test_the_receipt_page_is_for_the_browser_that_sent_the_form(world: World) -> None:
    key = uuid4()
    refer(world, key)
    with world.desk() as work:
        receipt = sight.receipt(work, key, "a browser")
        assert receipt.number == "CM-2026-00001"
        assert "/mijn-aanmelding/" in receipt.address
        with pytest.raises(NotFound):
            sight.receipt(work, key, "another browser")


def test_the_link_on_the_receipt_page_is_not_the_one_that_was_mailed(world: World) -> None:
    refer(world)
    with world.desk() as work:
        own = select(Link.token_hash).where(Link.purpose == Purpose.REFERRAL)
        assert len(set(work.session.exec(own))) == 2


# Files that wait for a form


def test_a_file_taken_out_again_leaves_nothing_behind(world: World) -> None:
    key = uuid4()
    with world.desk() as work:
        (document,) = pdf(work, form_key=key)
    with world.desk() as work:
        papers.drop_documents(work, uuid4(), [document.id])
        assert len(papers.of_form(work, key)) == 1
        papers.drop_documents(work, key, [document.id])
        assert not papers.of_form(work, key)
        assert work.session.scalar(sa.select(sa.func.count()).select_from(Blob)) == 0


def test_the_same_file_chosen_again_is_kept_once(world: World) -> None:
    key = uuid4()
    with world.desk() as work:
        pdf(work, form_key=key)
        pdf(work, form_key=key)
        assert len(papers.of_form(work, key)) == 1


def test_an_eleventh_file_is_one_too_many(world: World) -> None:
    many = [Upload(f"{n}.txt", "text/plain", b"een blad") for n in range(11)]
    key = uuid4()
    with world.desk() as work:
        with pytest.raises(Invalid, match="10"):
            papers.add_documents(work, world["dijleland"], many, form_key=key)
        assert not papers.of_form(work, key)


# The telephone


def test_karim_notes_a_call_and_the_caller_gets_a_receipt(world: World) -> None:
    case = world.case(call(world))
    assert (case.channel, case.stage, case.referrer_kind) == (Channel.PHONE, Stage.SUBMITTED, "clb")
    assert [letter.to_address for letter in letters(world)] == ["rik@clb.example"]
    with world.desk() as work:
        first = work.session.exec(select(Entry).where(Entry.referral_id == case.id)).first()
        assert first
        assert first.person_id == world["Karim Haddou"]


def test_a_caller_without_an_address_gets_no_letter(world: World) -> None:
    call(world, referrer_email="")
    assert letters(world) == []


def test_a_concept_is_held_until_it_is_finished_and_only_then_is_a_receipt_sent(world: World) -> None:
    concept = call(world, as_concept=True, main_reason="", referrer_name="")
    case = world.case(concept)
    assert (case.stage, case.submitted_at, case.holder) == (Stage.CONCEPT, None, "coordinator")
    assert letters(world) == []
    with world.desk("Karim Haddou", now="2026-09-16T10:00") as work:
        desk.finish_concept(work, concept, note(last_name="Aerts"), as_concept=False)
    case = world.case(concept)
    assert (case.stage, case.main_reason, case.referrer_name) == (Stage.SUBMITTED, "motivation", "Rik Maes")
    assert case.submitted_at
    assert len(letters(world)) == 1


def test_a_concept_keeps_the_name_of_the_clb_that_was_chosen_and_not_its_whole_address(world: World) -> None:
    concept = call(world, as_concept=True, referrer_organisation="")
    with world.desk("Karim Haddou") as work:
        chosen = note(referrer_organisation="clb de brug (demo), Mechelen")
        desk.finish_concept(work, concept, chosen, as_concept=False)
    assert world.case(concept).referrer_organisation == "CLB De Brug (demo)"


def test_a_concept_can_be_written_on_without_handing_it_in(world: World) -> None:
    concept = call(world, as_concept=True)
    with world.desk("Hilde Verbist") as work:
        desk.finish_concept(work, concept, note(True, story="Sam komt niet meer."), as_concept=True)
    case = world.case(concept)
    assert (case.stage, case.story) == (Stage.CONCEPT, "Sam komt niet meer.")


def test_what_was_handed_in_is_no_concept_any_more(world: World) -> None:
    case = call(world)
    with world.desk("Karim Haddou") as work, pytest.raises(Refused):
        desk.finish_concept(work, case, note(), as_concept=False)


def test_a_concept_with_a_restricted_reason_opens_for_the_coordinator_only(world: World) -> None:
    concept = call(world, as_concept=True, main_reason="offences")
    with world.desk("Karim Haddou") as work, pytest.raises(NotAllowed):
        desk.concept(work, concept)
    with world.desk("Hilde Verbist") as work:
        assert desk.concept(work, concept).story


@pytest.mark.parametrize("who", ["Wim Peeters", "Nadia Pauwels", "Lotte Wouters"])
def test_who_is_not_of_this_desk_notes_nothing_here(world: World, who: str) -> None:
    with pytest.raises((NotFound, NotAllowed)):
        call(world, who)
    concept = call(world, as_concept=True)
    with world.desk(who) as work, pytest.raises((NotFound, NotAllowed)):
        desk.finish_concept(work, concept, note(), as_concept=False)


# Who may read a document


def test_the_desk_reads_a_document_and_the_look_is_recorded(world: World) -> None:
    case = refer(world)
    with world.desk() as work:
        (document,) = pdf(work, referral_id=case)
    with world.desk("Karim Haddou") as work:
        assert sight.document_for(work, document.id)[1] == b"%PDF-1.7 afwezigheden"
    with world.desk() as work:
        looks = work.session.exec(select(Entry).where(Entry.act == "document.open")).all()
        assert [look.person_id for look in looks] == [world["Karim Haddou"]]


def test_a_restricted_document_is_for_the_coordinator(world: World) -> None:
    case = refer(world)
    with world.desk() as work:
        text = look("nota.eml", b"From: els@sintjans.example\r\n\r\nRijksregisternummer 85.07.30-033.28")
        (document,) = papers.add_documents(work, world["dijleland"], [text], referral_id=case)
    with world.desk("Karim Haddou") as work, pytest.raises(NotAllowed):
        sight.document_for(work, document.id)
    with world.desk("Hilde Verbist") as work:
        assert sight.document_for(work, document.id)


@pytest.mark.parametrize("who", ["Wim Peeters", "Nadia Pauwels", "Lotte Wouters", "Els Dierckx"])
def test_nobody_else_reads_a_document(world: World, who: str) -> None:
    case = refer(world)
    with world.desk() as work:
        (document,) = pdf(work, referral_id=case)
    with world.desk(who) as work, pytest.raises((NotFound, NotAllowed)):
        sight.document_for(work, document.id)


def test_a_file_of_a_form_that_was_never_sent_is_nobodys(world: World) -> None:
    with world.desk() as work:
        (document,) = pdf(work, form_key=uuid4())
    with world.desk("Hilde Verbist") as work, pytest.raises(NotFound):
        sight.document_for(work, document.id)
