"""Vandaag: what needs the desk now, and nothing of somebody else's hub."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from hub import blobs, letters
from hub.clock import parse_moment, real_now
from hub.dispatch import agenda, appointments, cards, claims, clarify, ending
from hub.dispatch.opening import Referrer
from hub.dispatch.sharing import recording
from hub.dispatch.tables import Message, Referral
from hub.home import today
from hub.home.today_lines import Group
from hub.hubs import hub_named
from hub.intake.outcome import MailReason
from hub.intake.tables import MailOutcome, RawMail
from tests.cast import World
from tests.tables import end_after_talk


def groups(world: World, name: str = "Hilde Verbist", now: str | None = None) -> dict[str, Group]:
    with world.desk(name, now) as work:
        return {group.slug: group for group in today.today(work).groups}


def letter_to_nowhere(world: World, noor: UUID, bounced: bool = False) -> UUID:
    with world.desk() as work:
        letter = letters.write(
            work, "withdrawn", "weg@school.example", once_key=f"w:{noor}:{bounced}",
            hub=hub_named(work.session, "dijleland"), referral_id=noor, number="CM-2026-00001", name="Els",
        )  # fmt: skip
        assert letter is not None
        letter.last_error = "550 no such user"
        letter.parked_at = None if bounced else work.now
        letter.bounced_at, letter.bounce_reason = (work.now, "hard") if bounced else (None, None)
        return letter.id


def mail(world: World, **values: Any) -> None:
    with world.desk() as work:
        hub = hub_named(work.session, "dijleland")
        blob = blobs.keep(work, hub.id, b"raw")
        work.session.flush()
        work.session.add(
            RawMail(
                **{
                    "hub_id": hub.id, "source": "ingest", "blob_id": blob.id, "digest": str(blob.id),
                    "stored_at": work.now, "due_at": work.now, "done_at": work.now, "once_key": str(blob.id),
                    "from_name": "Juf Mieke", "subject": "Geheim over Noor", **values,
                }
            )
        )  # fmt: skip


def test_a_new_referral_says_who_sent_it_and_not_whom_it_is_about(world: World) -> None:
    world.refer(now=real_now())
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/vandaag")
    assert page.status_code == 200
    assert "Nieuwe aanmeldingen" in page.text
    assert "N.E." in page.text
    assert "aangemeld door Sint-Jansatheneum (demo)" in page.text
    assert "Noor" not in page.text


def test_an_empty_day_says_what_will_come_here(world: World) -> None:
    with world.client("Hilde Verbist") as hilde:
        assert "Niets dat nu op jou wacht" in hilde.get("/vandaag").text


def test_what_is_red_comes_first_and_only_once(world: World) -> None:
    quiet, alarming = world.refer(), world.refer(first_name="Adil", last_name="Baert")
    with world.desk("Hilde Verbist") as work:
        clarify.set_flag(work, alarming, "red", "Slaapt op straat.")
    found = groups(world)
    assert list(found) == ["rood", "nieuw"]
    assert [item.href for item in found["rood"].items] == [f"/aanmeldingen/{alarming}"]
    assert "Slaapt op straat" in found["rood"].items[0].why
    assert [item.href for item in found["nieuw"].items] == [f"/aanmeldingen/{quiet}"]


def test_what_nobody_picked_up_is_late_in_words_after_its_day(world: World) -> None:
    world.refer()
    assert "nieuw" in groups(world, now="2026-09-17T17:00")
    (item,) = groups(world, now="2026-09-17T17:00")["nieuw"].items
    assert item.late == "tegen vandaag", "by when, and not since when"
    (item,) = groups(world, now="2026-09-21T10:00")["te-laat"].items
    assert (item.why, item.late) == ("vraagverheldering starten", "2 werkdagen te laat")


def test_what_came_back_says_why(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        end_after_talk(work, noor, "Opgelost.")
        ending.reopen(work, noor, "stalled")
    (item,) = groups(world)["herneming"].items
    assert (item.why, item.kind, item.overdue) == ("herneming: het zit vast", "stuck", False), "there is time yet"
    (item,) = groups(world, now="2026-09-28T10:00")["herneming"].items
    assert (item.kind, item.overdue) == ("stuck", True)
    with world.client("Hilde Verbist") as hilde:
        assert 'class="action-late overdue"' in hilde.get("/vandaag").text


def test_an_answer_and_a_mail_stay_until_they_are_read(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        question = clarify.ask(work, noor, "Hoe gaat het?")
    with world.desk() as work:
        clarify.answer(work, question.id, "Goed.")
        hub_id = work.session.get_one(Referral, noor).hub_id
        work.session.add(Message(hub_id=hub_id, referral_id=noor, at=work.now, kind="mail_in", text="En nog dit."))
    found = groups(world)["antwoorden"]
    assert (found.total, found.items[0].why) == (1, "nieuw antwoord van Sint-Jansatheneum (demo)")
    with world.desk("Hilde Verbist") as work:
        clarify.mark_read(work, noor)
    assert "antwoorden" not in groups(world)


def test_a_mail_about_a_case_shows_whatever_its_stage_and_each_case_stands_once(world: World) -> None:
    fresh, red, back, closed, quiet = (world.refer() for _n in range(5))
    with world.desk("Hilde Verbist") as work:
        clarify.set_flag(work, red, "red", "Slaapt op straat.")
        end_after_talk(work, back, "Opgelost.")
        ending.reopen(work, back, "stalled")
        end_after_talk(work, closed, "Opgelost.")
    with world.desk() as work:
        for one in (fresh, red, back, closed):
            hub_id = work.session.get_one(Referral, one).hub_id
            work.session.add(Message(hub_id=hub_id, referral_id=one, at=work.now, kind="mail_in", text="En nog dit."))
        hub_id = work.session.get_one(Referral, quiet).hub_id
        work.session.add(Message(hub_id=hub_id, referral_id=quiet, at=work.now, kind="form", text="School"))
    found = groups(world)
    came = "nieuwe e-mail van Sint-Jansatheneum (demo)"
    assert {item.href[-36:] for item in found["antwoorden"].items} == {str(fresh), str(closed)}
    assert {item.why for item in found["antwoorden"].items} == {came}
    assert [item.href[-36:] for item in found["nieuw"].items] == [str(quiet)], "what was added is read with it"
    assert found["rood"].items[0].why.endswith(came)
    assert found["herneming"].items[0].why == f"herneming: het zit vast · {came}"


def test_a_late_case_with_a_new_answer_stands_among_the_answers_and_says_that_it_is_late(world: World) -> None:
    noor = world.refer()
    with world.desk() as work:
        hub_id = work.session.get_one(Referral, noor).hub_id
        work.session.add(Message(hub_id=hub_id, referral_id=noor, at=work.now, kind="mail_in", text="En nog dit."))
    found = groups(world, now="2026-09-21T10:00")
    assert list(found) == ["antwoorden"]
    (item,) = found["antwoorden"].items
    assert (item.kind, item.late, item.overdue) == ("late", "2 werkdagen te laat", True)


def test_a_red_case_that_is_not_late_says_by_when(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, parse_moment("2026-09-17T10:00"), 45, "phone", "")
        clarify.set_flag(work, noor, "red", "Slaapt op straat.")
    red = groups(world)["rood"]
    assert red.items[0].late == "tegen donderdag 17 september"
    assert "vandaag" not in red.title.lower()


def test_a_new_case_says_that_it_was_called_urgent_and_a_reason_ends_without_a_full_stop(world: World) -> None:
    world.refer(urgent=True)
    red = world.refer(first_name="Sam")
    with world.desk("Hilde Verbist") as work:
        clarify.set_flag(work, red, "red", "Slaapt op straat.")
    found = groups(world)
    assert found["nieuw"].items[0].why == "aangemeld door Sint-Jansatheneum (demo), vindt het dringend"
    assert found["rood"].items[0].why.startswith("Slaapt op straat · ")


def test_who_left_only_an_address_is_not_unknown(world: World) -> None:
    world.refer(referrer=Referrer(email="iemand@school.example"))
    assert groups(world)["nieuw"].items[0].why == "aangemeld door iemand@school.example"


def test_vandaag_and_mails_count_the_same_mails_under_the_same_names(world: World) -> None:
    mail(world, outcome=MailOutcome.TO_PLACE, outcome_reason=MailReason.STRANGER, subject="Afwezig sinds maandag")
    mail(world, outcome=MailOutcome.MESSAGE, national_numbers=1)
    mail(world, outcome=MailOutcome.TO_PLACE, settled_at=world.now)
    found = groups(world)
    (waits,), (private,) = found["mails"].items, found["rijksregisternummers"].items
    assert (waits.what, waits.meta) == ("Afwezig sinds maandag", "Juf Mieke")
    assert waits.why == "wijst naar een aanmelding, maar de afzender is daar niet bekend"
    assert private.why == "er staat een rijksregisternummer in"
    with world.client("Hilde Verbist") as hilde:
        day, list_of_them = hilde.get("/vandaag").text, hilde.get("/vandaag/mails").text
        numbers = hilde.get("/vandaag/mails?toon=rijksregisternummers").text
    title = '>E-mails te plaatsen</a> <span class="count">1</span>'
    assert f'<a href="/vandaag/mails"{title}' in day
    assert 'E-mails te plaatsen <span class="count">1</span>' in list_of_them
    assert waits.what in list_of_them
    assert waits.why in list_of_them
    for page in (day.replace("</a>", ""), numbers):
        assert 'E-mails met een rijksregisternummer <span class="count">1</span>' in page


def test_todays_appointments_have_their_hour(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, world.now + timedelta(hours=5), 30, "phone", "")
    found = groups(world)["afspraken"]
    assert found.items[0].late == "14.30 uur"
    assert "afspraken" not in groups(world, now="2026-09-16T08:00")


def test_a_claim_waits_for_the_coordinator_and_names_the_partner(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, cards.Written("N.E.", "Wie kan kort begeleiden?"))
        cards.approve_card(work, noor)
        recording.all_agreed(work, noor)
        agenda.put_on_table(work, noor)
        offer = world.offer(work, "Kort traject").id
    with world.desk("Nadia Pauwels", "2026-09-22T14:00") as work:
        lead = claims.claim(work, noor, offer, "lead", "Twee weken").id
    (item,) = groups(world, now="2026-09-22T15:00")["opnames"].items
    assert (item.why, item.late) == ("Kompas NAFT wil opnemen", "vandaag")
    with world.desk("Tom Claes", "2026-09-22T14:10") as work:
        claims.claim(work, noor, world.offer(work, "Carrousel").id, "co", "Een halve dag")
    found = groups(world, now="2026-09-22T15:00")["opnames"]
    assert [one.why for one in found.items] == ["Kompas NAFT wil opnemen, Springplank wil meedoen"]
    assert found.total == 1, "one case to look at"
    with world.desk("Hilde Verbist", "2026-09-22T15:00") as work:
        claims.confirm(work, lead)
    (item,) = groups(world, now="2026-09-22T15:10")["opnames"].items
    assert item.why == "Springplank wil meedoen"
    with world.client("Hilde Verbist") as hilde:
        assert "Bevestig aan de tafel" in hilde.get(f"/aanmeldingen/{noor}").text
    with world.client("Karim Haddou") as karim:
        assert "Bevestig aan de tafel" not in karim.get(f"/aanmeldingen/{noor}").text


def test_the_duty_desk_sees_what_it_may_do_something_about(world: World) -> None:
    red, back, _new = world.refer(), world.refer(), world.refer()
    letter_to_nowhere(world, back)
    mail(world, outcome=MailOutcome.TO_PLACE, outcome_reason=MailReason.STRANGER)
    with world.desk("Hilde Verbist") as work:
        clarify.set_flag(work, red, "red", "Slaapt op straat.")
        end_after_talk(work, back, "Opgelost.")
        ending.reopen(work, back, "stalled")
    assert set(groups(world)) == {"rood", "herneming", "mails", "brieven", "nieuw"}
    found = groups(world, "Karim Haddou")
    assert set(found) == {"rood", "mails", "nieuw"}
    assert found["nieuw"].items[0].button == "Bekijk", "beginning is the coordinator's"
    assert groups(world)["nieuw"].items[0].button == "Begin"


def test_each_hub_has_its_own_day(world: World) -> None:
    world.refer()
    theirs = world.refer(hub="schelderand")
    assert groups(world, "Wim Peeters")["nieuw"].items[0].href == f"/aanmeldingen/{theirs}"
    assert groups(world)["nieuw"].total == 1


@pytest.mark.parametrize("path", ["/vandaag", "/zoeken?q=noor", "/aanmeldingen", "/brieven"])
def test_the_desk_is_for_those_who_sit_at_it(world: World, path: str) -> None:
    for name in ("Nadia Pauwels", "Lotte Wouters", "Bram Geerts", "Els Dierckx"):
        with world.client(name) as client:
            assert client.get(path).status_code == 403, name
    with world.client() as visitor:
        answer = visitor.get(path, follow_redirects=False)
        wanted = quote(path.partition("?")[0], safe="")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/inloggen?next={wanted}"), "no name in it"
