"""A referral comes in by the form: once, on the radar, with a receipt that gives nothing away."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

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
from hub.intake import desk, form_sight, papers
from hub.intake.uploads import Upload
from hub.links import Link, Purpose
from hub.problems import Invalid, NotFound, Refused
from tests.cast import World
from tests.machine import PATIENCE
from tests.referrals import draft, letters, pdf, refer

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
            together.wait(PATIENCE)
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
        receipt = form_sight.receipt(work, key, "a browser")
        assert receipt.number == "CM-2026-00001"
        assert "/mijn-aanmelding/" in receipt.address
        with pytest.raises(NotFound):
            form_sight.receipt(work, key, "another browser")


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
