"""Documents of a case that come together, go to another hub, or wait for the scanner: what is filled in, and when."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch import agenda, moves
from hub.dispatch.tables import Youngster
from hub.intake import found_checks, paper_reading, scans, taking_found
from hub.intake.paper import own
from hub.intake.paper.word import made_word
from hub.intake.paper_tables import PaperReading
from hub.intake.tables import Document
from tests.cast import World
from tests.clamd import WORM, clamd
from tests.desk.test_handing_over import HILDE, WIM, accepted, offered
from tests.mail_shop import a_mail, arrives, cases
from tests.pages.test_own_form_back import SAID
from tests.pages.test_virus_scanner import beside, look_again
from tests.papers import WORD, a_pdf, word_filled
from tests.tables import put_on_table

PDF = "application/pdf"


def our_form(**said: str) -> bytes:
    blank = made_word("Meldpunt", "aanmelden@dijleland.example", own.parts(), [])
    return word_filled(blank, SAID | {name.replace("__", ":"): value for name, value in said.items()})


def named(world: World, case: UUID) -> Youngster:
    with world.desk() as work:
        return work.session.get_one(Youngster, world.case(case).youngster_id)


def to_check(world: World, case: UUID, who: str = HILDE) -> dict[str, UUID]:
    with world.desk(who) as work:
        return {one.mark.name: one.mark.id for one in found_checks.to_check(work, moves.take(work, case))}


def test_our_form_is_filled_in_when_another_document_of_the_same_mail_is_read_last(world: World) -> None:
    files = [("formulier.docx", WORD, our_form()), ("verslag.pdf", PDF, a_pdf(["Een verslag."]))]
    arrives(world, a_mail("Zie bijlagen.", files=files))
    [case] = cases(world)
    with world.desk() as work:  # the report is the last that is read
        form = work.session.exec(select(Document.blob_id).where(Document.name == "formulier.docx")).one()
        last = sa.update(PaperReading).where(col(PaperReading.blob_id) != form)
        work.session.execute(last.values(due_at=PaperReading.due_at + timedelta(seconds=1)))
        work.session.execute(sa.update(PaperReading).values(due_at=PaperReading.due_at - timedelta(minutes=5)))
    assert paper_reading.read_due(world.store) == 2
    assert named(world, case.id).first_name == "Lotte"
    before = to_check(world, case.id)
    assert {"first_name", "birth_date", "year"} <= before.keys()

    # What nobody has looked at yet still says so at another hub; what somebody took away stays away there.
    with world.desk(HILDE) as work:
        taking_found.refuse(work, case.id, {before["birth_date"]})
    put_on_table(world, case.id)
    with world.desk(HILDE) as work:
        agenda.discuss(work, case.id)
    taken = accepted(world, offered(world, case.id))
    assert paper_reading.read_due(world.store) == 0, "it was read already"
    assert to_check(world, taken, WIM).keys() == before.keys() - {"birth_date"}
    assert named(world, taken).birth_date is None


def read_due(world: World) -> int:
    """The worker comes by when everything that waits is due."""
    with world.desk() as work:
        work.session.execute(sa.update(PaperReading).values(due_at=PaperReading.due_at - timedelta(hours=1)))
    return paper_reading.read_due(world.store)


def test_a_document_waits_for_the_scanner_and_is_not_read_when_there_is_a_virus_in_it(world: World) -> None:
    infected = a_pdf(["Klas: 3B"]) + WORM
    with clamd() as scanner:
        hub = beside(world, scanner.url)
        arrives(hub, a_mail("Zie bijlagen.", files=[("formulier.docx", WORD, our_form()), ("b.pdf", PDF, infected)]))
        [case] = cases(hub)
        assert read_due(hub) == 0, "nobody has looked at it yet"
        scanner.most = len(infected)  # too small for the form
        assert look_again(hub) == 1
        assert read_due(hub) == 2
        with hub.desk() as work:
            assert {one.problem for one in work.session.exec(select(PaperReading))} == {"shut"}
            [form] = work.session.exec(select(Document).where(Document.name == "formulier.docx"))
        assert not named(hub, case.id).first_name
        with hub.desk(HILDE) as work:
            scans.see_to(work, form.id)
        scanner.most = 1_000_000
        assert look_again(hub) == 1
        assert paper_reading.read_due(hub.store) == 1, "as soon as it was looked at"
        assert named(hub, case.id).first_name == "Lotte"
