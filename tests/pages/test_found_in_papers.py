"""What stands beside a label in a Word or PDF form that came along is shown to the desk as a suggestion."""

import re

from sqlmodel import select

from hub.intake import paper_reading
from hub.intake.paper_tables import PaperReading
from hub.intake.tables import Document, RawMail
from tests.cast import World, send
from tests.mail_shop import FATHER, a_mail, arrives, cases, reply_address, the_mail
from tests.pages.test_found_in_mail import buttons, shown, youngster
from tests.papers import LOTTE, WORD, a_pdf, a_word_form


def test_a_form_of_a_school_that_came_with_a_mail_gives_suggestions(world: World) -> None:
    files = [("formulier.docx", WORD, a_word_form()), ("kapot.pdf", "application/pdf", b"%PDF-1.4 attest")]
    arrives(world, a_mail(files=files))
    [case] = cases(world)
    at = f"/aanmeldingen/{case.id}"
    with world.client("Hilde Verbist") as hilde:
        assert "gevonden om over te nemen" not in hilde.get(at).text
        assert paper_reading.read_due(world.store) == 2
        assert paper_reading.read_due(world.store) == 0
        assert "5 gegevens gevonden om over te nemen" in hilde.get(at).text
        assert not youngster(world).last_name, "nothing is stored by itself"
        page = shown(hilde, at)
        assert "“formulier.docx”" in page
        send(hilde, f"{at}/gevonden", {"do": "take", "key": buttons(page)["Familienaam"]})
        assert youngster(world).last_name == "Peeters"
        # The same form with a mail that waits: its row can be filled.
        arrives(world, a_mail(sender=FATHER, to=reply_address(case.number), files=files))
        waiting = f"/vandaag/mails/{the_mail(world).id}"
        paper_reading.read_due(world.store)
        filled = send(hilde, f"{waiting}/aanmeldingen", {"fill": "1"}).text
        assert all(f'value="{one}"' in filled for one in ("Lotte", "Peeters", "2010", "VTI Voorbeeld"))
        # A second document that says otherwise makes it a doubt, and what was taken over stays.
        more = a_mail(subject=f"Re: {case.number}", files=[("bis.pdf", "application/pdf", a_pdf(["Klas: 4A"]))])
        arrives(world, more)
        paper_reading.read_due(world.store)
        page = shown(hilde, at)
        assert "Leerjaar of klas: 3B · 4A" in re.sub(r"\s+", " ", page)
        assert "Leerjaar of klas" not in buttons(page)
        assert youngster(world).last_name == "Peeters"
    with world.desk() as work:
        work.session.delete(work.session.exec(select(Document).where(Document.name == "bis.pdf")).one())
        kept = {one.problem for one in work.session.exec(select(PaperReading)).all()}
    assert kept == {"", "broken"}


def test_a_national_number_in_a_form_keeps_it_for_the_coordinator(world: World) -> None:
    rows = [*LOTTE, ("Rijksregisternummer", "85.07.30-033.28")]
    arrives(world, a_mail(files=[("formulier.docx", WORD, a_word_form(rows))]))
    paper_reading.read_due(world.store)
    [case] = cases(world)
    at = f"/aanmeldingen/{case.id}"
    with world.store.begin() as work:
        [document] = work.session.exec(select(Document)).all()
        [reading] = work.session.exec(select(PaperReading)).all()
        assert document.restricted
        assert "033" not in str(reading.said)
        assert (the_mail(world).restricted, work.session.exec(select(RawMail.national_numbers)).one()) == (True, 1)
    with world.client("Karim Haddou") as karim:
        assert "gevonden om over te nemen" not in karim.get(at).text
        assert karim.get(f"/documenten/{document.id}").status_code == 403
    with world.client("Hilde Verbist") as hilde:
        assert "5 gegevens gevonden om over te nemen" in hilde.get(at).text
        assert "Zorgen" in hilde.get("/vandaag/mails?toon=rijksregisternummers").text
