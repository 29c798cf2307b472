"""Letters that did not arrive: the list of them, their page, and what one does about it."""

from datetime import timedelta

from sqlmodel import select

from hub import letters
from hub.asker import WORKER
from hub.clock import real_now
from hub.dispatch.opening import Referrer
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.hubs import hub_named
from hub.letters import Letter
from hub.partners.tables import Organisation
from hub.people.tables import Person
from hub.unreachable import HELD
from tests.cast import World, send
from tests.mail_shop import arrives, returned, the_mail
from tests.pages.test_today import groups, letter_to_nowhere
from tests.tables import running


def test_a_letter_that_came_back_is_a_task_until_it_is_written_again(world: World) -> None:
    noor = world.refer()
    letter_id = letter_to_nowhere(world, noor, bounced=True)
    assert groups(world)["brieven"].items[0].why == "ingetrokken: de e-mail kwam terug"
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/brieven/{letter_id}").text
        assert "Het e-mailadres werkt niet." in page
        assert "hub-link:" not in page
        wrong = send(hilde, f"/brieven/{letter_id}/opnieuw", {"address": "els bij school"})
        assert (wrong.status_code, "els bij school" in wrong.text) == (422, True)
        send(hilde, f"/brieven/{letter_id}/opnieuw", {"address": "Els@Sintjans.example"})
        assert send(hilde, f"/brieven/{letter_id}/opnieuw", {"address": "els@sintjans.example"}).status_code == 409
    assert "brieven" not in groups(world)
    with world.desk() as work:
        sent = work.session.exec(select(Letter).where(Letter.to_address == "els@sintjans.example")).one()
        old = work.session.get_one(Letter, letter_id)
        assert (sent.body, sent.done_at, sent.referral_id) == (old.body, None, noor)
        assert sent.message_id != old.message_id


def test_a_better_address_on_a_letter_is_the_referrers_from_then_on(world: World) -> None:
    noor = world.refer(referrer=Referrer(name="Els Dierckx", email="weg@school.example"))
    with world.desk() as work:
        work.session.get_one(Referral, noor).referrer_confirmed_at = work.now
    letter_id = letter_to_nowhere(world, noor, bounced=True)
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/brieven/{letter_id}").text
        assert "Zet dit adres ook bij de aanmelder van CM-2026-00001" in page
        send(hilde, f"/brieven/{letter_id}/opnieuw", {"address": "Els@sintjans.example", "case_too": "1"})
        assert "Het adres van de aanmelder staat nu ook bij CM-2026-00001." in hilde.get("/vandaag").text
    case = world.case(noor)
    assert (case.referrer_email, case.referrer_confirmed_at) == ("els@sintjans.example", None)
    other = letter_to_nowhere(world, noor)
    with world.client("Hilde Verbist") as hilde:
        assert "Zet dit adres ook" not in hilde.get(f"/brieven/{other}").text, "that one went to somebody else"
        send(hilde, f"/brieven/{other}/opnieuw", {"address": "iemand@sintjans.example", "case_too": "1"})
    assert world.case(noor).referrer_email == "els@sintjans.example"


def test_a_report_that_proves_nothing_is_not_quoted_and_moves_no_referrer(world: World) -> None:
    noor = world.refer(referrer=Referrer(name="Els Dierckx", email="weg@school.example"))
    letter_id = letter_to_nowhere(world, noor)
    with world.desk() as work:
        letter = work.session.get_one(Letter, letter_id)
        letter.parked_at, letter.last_error, message_id = None, None, letter.message_id
    says, ticked = "550 weg@school.example verhuisde. Nieuw adres: els@school.example", 'value="1" checked'
    arrives(world, returned("weg@school.example", "<geraden@elders.example>", says=says))
    assert groups(world)["brieven"].items[0].why == "ingetrokken: de e-mail kwam misschien niet aan"
    told = the_mail(world, outcome="bounce")
    assert told.letter_id == letter_id
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/brieven/{letter_id}").text
        assert "We weten niet zeker van wie dit bericht komt. Bel eerst." in page
        assert 'name="case_too"' in page
        for not_there in ("verhuisde", "Het e-mailadres werkt niet", "wat de mailserver schreef", ticked):
            assert not_there not in page
        for where in ("/brieven", f"/aanmeldingen/{noor}"):
            assert "kwam misschien niet aan" in hilde.get(where).text
        assert "Bel eerst." in hilde.get(f"/vandaag/mails/{told.id}").text
        arrives(world, returned("weg@school.example", message_id, says=says))
        arrives(world, returned("weg@school.example", "<later@elders.example>", says="550 bel evil.example"))
        page = hilde.get(f"/brieven/{letter_id}").text
        assert "verhuisde" in page
        assert ticked in page
        for not_there in ("Bel eerst", "evil.example"):
            assert not_there not in page
        proven = the_mail(world, letter_proven=True)
        assert f"/vandaag/mails/{proven.id}" in page
        assert "Bel eerst." not in hilde.get(f"/vandaag/mails/{proven.id}").text


def test_a_letter_of_a_rehearsal_keeps_the_days_of_the_rehearsal(world: World) -> None:
    letter_id = letter_to_nowhere(world, world.refer())
    with world.desk() as work:
        letter = work.session.get_one(Letter, letter_id)
        letter.written_at, letter.parked_at, letter.done_at = work.now + timedelta(days=90), None, real_now()
    with world.client("Hilde Verbist") as hilde:
        assert "bij een oefening, in het echt op" in hilde.get(f"/brieven/{letter_id}").text


def test_a_dead_letter_is_laid_aside_after_a_call(world: World) -> None:
    letter_id = letter_to_nowhere(world, world.refer())
    with world.client("Hilde Verbist") as hilde:
        assert "weg@school.example" in hilde.get("/brieven").text
        send(hilde, f"/brieven/{letter_id}/afgehandeld", {})
        assert "weg@school.example" not in hilde.get("/brieven").text


def test_a_letter_belongs_to_its_hub_and_only_the_coordinator_sends_it_again(world: World) -> None:
    letter_id = letter_to_nowhere(world, world.refer())
    with world.client("Wim Peeters") as wim:
        assert wim.get(f"/brieven/{letter_id}").status_code == 404
        assert send(wim, f"/brieven/{letter_id}/afgehandeld", {}).status_code == 404
    with world.client("Karim Haddou") as karim:
        assert karim.get(f"/brieven/{letter_id}").status_code == 200
        assert send(karim, f"/brieven/{letter_id}/afgehandeld", {}).status_code == 403
    with world.store.begin(WORKER) as work:
        assert work.session.get_one(Letter, letter_id).settled_at is None


def test_the_mark_on_an_address_stands_where_the_address_does_and_can_be_taken_off(world: World) -> None:
    noor = world.refer(referrer=Referrer(name="Els Dierckx", email="weg@school.example", phone="015 00 00 01"))
    letter_id = letter_to_nowhere(world, noor)
    with world.desk() as work:
        letter = work.session.get_one(Letter, letter_id)
        letter.parked_at, letter.last_error, letter.done_at, letter.server_answer = None, None, work.now, "250 ok"
        message_id = letter.message_id
    with world.client("Hilde Verbist") as hilde:
        assert "kwam niet aan" not in hilde.get(f"/aanmeldingen/{noor}").text
        arrives(world, returned("weg@school.example", message_id))
        page = hilde.get(f"/aanmeldingen/{noor}").text
        assert "kwam niet aan" in page
        assert f'<a href="/brieven/{letter_id}">Verbeter het adres</a>' in page
        assert "wacht tot het adres verbeterd is" in hilde.get(f"/aanmeldingen/{noor}/vraag").text
        task = hilde.get(f"/brieven/{letter_id}").text
        for what_to_do in ("Verbeter het adres, of bel.", 'href="tel:015000001"', "Dit adres werkt wel"):
            assert what_to_do in task
        held = letter_to_nowhere(world, noor, bounced=True)
        with world.desk() as work:
            waits = work.session.get_one(Letter, held)
            waits.bounced_at, waits.bounce_reason, waits.parked_at, waits.last_error = None, None, work.now, HELD
        assert "ingetrokken: wacht, want dit adres werkt niet" in [one.why for one in groups(world)["brieven"].items]
        assert "wacht op een juist adres" in hilde.get("/brieven").text
        page = hilde.get(f"/brieven/{held}").text
        assert "Deze e-mail wacht op een juist adres" in page
        assert "Deze e-mail kwam niet aan" not in page
        send(hilde, f"/brieven/{letter_id}/afgehandeld", {})
        assert (
            f'<a href="/aanmeldingen/{noor}/gegevens/aanmelder">Verbeter het adres'
            in hilde.get(f"/brieven/{letter_id}").text
        )
        send(hilde, f"/brieven/{letter_id}/adres-werkt", {})
        page = hilde.get(f"/brieven/{letter_id}").text
        assert "De e-mail die wachtte, vertrekt nu." in page
        assert "Dit adres werkt wel" not in page
        assert "kwam niet aan" not in hilde.get(f"/aanmeldingen/{noor}").text
        assert send(hilde, f"/brieven/{letter_id}/adres-werkt", {}).status_code == 409


def test_whoever_rings_a_referrer_reads_that_the_address_does_not_work(world: World) -> None:
    track_id = running(world)
    with world.desk() as work:
        noor = work.session.get_one(Track, track_id).referral_id
    letter_id = letter_to_nowhere(world, noor)
    with world.client("Nadia Pauwels") as nadia:
        assert "een e-mail kwam niet aan" not in send(nadia, f"/trajecten/{track_id}/wie", {}).text
        with world.desk() as work:
            letter = work.session.get_one(Letter, letter_id)
            letter.to_address, letter.address_failed_at = "els@sintjans.example", work.now
        assert "een e-mail kwam niet aan" in send(nadia, f"/trajecten/{track_id}/wie", {}).text


def test_whoever_keeps_a_partner_reads_that_its_address_does_not_work(world: World) -> None:
    springplank, tom = world["Springplank"], world["Nadia Pauwels"]
    with world.desk() as work:
        addresses = work.session.get_one(Organisation, springplank).email, work.session.get_one(Person, tom).email
        for address in addresses:
            letter = letters.write(
                work, "track_escalated", address, once_key=address, hub=hub_named(work.session, "dijleland"),
                address="https://hub.example/1",
            )  # fmt: skip
            assert letter
            letter.address_failed_at = work.now
    with world.client("Bram Geerts") as bram:
        for where in (f"/beheer/organisaties/{springplank}", f"/beheer/mensen/{tom}"):
            assert "Een e-mail kwam niet aan op dit adres" in bram.get(where).text
        assert "Een e-mail kwam niet aan" not in bram.get(f"/beheer/mensen/{world['Hilde Verbist']}").text
        assert bram.get("/beheer/mensen").text.count("een e-mail kwam niet aan") == 1
