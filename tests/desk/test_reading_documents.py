"""Who may read a document of a case, and what is kept of the look."""

from uuid import uuid4

import pytest
from sqlmodel import select

from hub.intake import desk_sight, papers
from hub.intake.uploads import look
from hub.ledger import Entry
from hub.problems import NotAllowed, NotFound
from tests.cast import World
from tests.referrals import pdf, refer


def test_the_desk_reads_a_document_and_the_look_is_recorded(world: World) -> None:
    case = refer(world)
    with world.desk() as work:
        (document,) = pdf(work, referral_id=case)
    with world.desk("Karim Haddou") as work:
        assert desk_sight.document_for(work, document.id)[1] == b"%PDF-1.7 afwezigheden"
    with world.desk() as work:
        looks = work.session.exec(select(Entry).where(Entry.act == "document.open")).all()
        assert [look.person_id for look in looks] == [world["Karim Haddou"]]


def test_a_restricted_document_is_for_the_coordinator(world: World) -> None:
    case = refer(world)
    with world.desk() as work:
        text = look("nota.eml", b"From: els@sintjans.example\r\n\r\nRijksregisternummer 85.07.30-033.28")
        (document,) = papers.add_documents(work, world["dijleland"], [text], referral_id=case)
    with world.desk("Karim Haddou") as work, pytest.raises(NotAllowed):
        desk_sight.document_for(work, document.id)
    with world.desk("Hilde Verbist") as work:
        assert desk_sight.document_for(work, document.id)


@pytest.mark.parametrize("who", ["Wim Peeters", "Nadia Pauwels", "Lotte Wouters", "Els Dierckx"])
def test_nobody_else_reads_a_document(world: World, who: str) -> None:
    case = refer(world)
    with world.desk() as work:
        (document,) = pdf(work, referral_id=case)
    with world.desk(who) as work, pytest.raises((NotFound, NotAllowed)):
        desk_sight.document_for(work, document.id)


def test_a_file_of_a_form_that_was_never_sent_is_nobodys(world: World) -> None:
    with world.desk() as work:
        (document,) = pdf(work, form_key=uuid4())
    with world.desk("Hilde Verbist") as work, pytest.raises(NotFound):
        desk_sight.document_for(work, document.id)
