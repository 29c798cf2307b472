"""Mails that somebody sent on, answered with a calendar, signed or sealed: what the desk makes of them."""

from email.message import EmailMessage
from typing import Any

import pytest
from sqlmodel import select

from hub.dispatch.codes import ReferrerKind
from hub.dispatch.tables import Referral
from hub.intake import drawing, placing, sent_on, taking_back
from hub.intake.tables import MailOutcome, RawMail
from hub.letters import Letter
from hub.links import Link
from hub.problems import Refused
from tests.cast import World
from tests.mail_shop import (
    INBOX,
    MAILS,
    NATIONAL_NUMBER,
    a_mail,
    arrives,
    believes_its_server,
    cases,
    documents,
    letters,
    messages,
    reply_address,
    the_mail,
    vouched,
)

NADIA = "Nadia Amrani <nadia@clb.example>"
SENT_ON = (
    "Kan jij hier iets mee?\n\nVan: Leen Maes <leen@vlinder.example>\nVerzonden: maandag 16 november 2026 10:12\n"
    "Aan: Els Dierckx\nOnderwerp: Lars\n\nLars komt niet meer naar school."
)
REPLY = (
    "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1@hub.example\r\nSUMMARY:Vraagverheldering\r\n"
    "DTSTART:20261201T090000Z\r\nATTENDEE;PARTSTAT=DECLINED;CN=Els Dierckx:mailto:els@sintjans.example\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def sent_on_to(world: World, text: str = SENT_ON, **headers: Any) -> Referral:
    arrives(world, a_mail(text, subject="FW: Lars", **headers))
    return cases(world)[-1]


def open_links(world: World, referral: Referral) -> int:
    with world.desk() as work:
        of_case = select(Link).where(Link.referral_id == referral.id)
        return sum(one.withdrawn_at is None for one in work.session.exec(of_case).all())


def calendar_mail(*, to: str = INBOX) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Els Dierckx <els@sintjans.example>", to, "Geweigerd: afspraak"
    mail["Message-ID"] = "<agenda@sintjans.example>"
    mail.set_content(REPLY, subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()


# Who wrote first


def test_who_wrote_first_becomes_the_referrer_with_one_click_and_back(world: World) -> None:
    case = sent_on_to(world)
    mail = the_mail(world)
    assert (case.referrer_email, case.story) == ("els@sintjans.example", SENT_ON)
    assert (mail.origin_name, mail.origin_address) == ("Leen Maes", "leen@vlinder.example")
    assert len(letters(world)) == open_links(world, case) == 1
    with world.desk("Hilde Verbist") as work:
        sent_on.take(work, mail.id)
    taken = world.case(case.id)
    assert (taken.referrer_name, taken.referrer_email) == ("Leen Maes", "leen@vlinder.example")
    assert (taken.referrer_organisation, taken.referrer_confirmed_at) == ("", None)
    [receipt] = letters(world, "receipt")
    assert receipt.to_address == "leen@vlinder.example"
    assert "Leen" not in receipt.body, "an address that nobody was seen at is greeted without a name"
    assert open_links(world, case) == 1, "the link of who sent it on works no more"
    with world.desk() as work, pytest.raises(Refused):
        sent_on.take(work, mail.id)
    with world.desk() as work:
        sent_on.give_back(work, mail.id)
    back = world.case(case.id)
    assert (back.referrer_name, back.referrer_email) == ("Els Dierckx", "els@sintjans.example")
    assert (back.referrer_organisation, back.referrer_kind) == ("Sint-Jansatheneum (demo)", ReferrerKind.SCHOOL)
    assert the_mail(world).origin_taken is None


def test_a_mail_that_waits_makes_its_referral_for_who_wrote_first(world: World) -> None:
    arrives(world, a_mail(SENT_ON, subject="FW: Lars", List_Id="<school.example>"))
    mail = the_mail(world)
    assert mail.outcome == MailOutcome.TO_PLACE
    with world.desk() as work:
        assert sent_on.take(work, mail.id) == []
    with world.desk() as work:
        [drawn] = drawing.draw(work, mail.id, [])
    assert (drawn.referrer_name, drawn.referrer_email) == ("Leen Maes", "leen@vlinder.example")
    with world.desk() as work, pytest.raises(Refused):
        sent_on.give_back(work, mail.id)


def test_taking_who_wrote_first_does_not_stand_in_the_way_of_taking_back(world: World) -> None:
    arrives(world, a_mail(SENT_ON, subject="FW: Lars", List_Id="<school.example>"))
    mail = the_mail(world)
    with world.desk() as work:
        drawing.draw(work, mail.id, [])
    with world.desk() as work:
        sent_on.take(work, mail.id)
    with world.desk() as work:
        taking_back.take_back(work, mail.id)
    assert the_mail(world).settled_at is None


def test_somebody_who_changed_the_referrer_meanwhile_is_not_overruled(world: World) -> None:
    case = sent_on_to(world)
    mail = the_mail(world)
    with world.desk() as work:
        sent_on.take(work, mail.id)
    with world.desk() as work:
        work.session.get_one(Referral, case.id).referrer_email = "ander@vlinder.example"
    with world.desk() as work, pytest.raises(Refused, match="intussen"):
        sent_on.give_back(work, mail.id)


def test_a_false_name_names_nobody_else(world: World) -> None:
    believes_its_server(world)
    arrives(world, a_mail(SENT_ON, subject="FW: Lars", Authentication_Results=vouched("fail")))
    with world.desk() as work, pytest.raises(Refused):
        sent_on.take(work, the_mail(world).id)


def test_a_letter_of_ours_that_comes_back_in_a_forward_makes_us_no_referrer(world: World) -> None:
    sent_on_to(world, SENT_ON.replace("leen@vlinder.example", INBOX))
    assert (the_mail(world).origin_name, the_mail(world).origin_address) == ("", "")


# Attached mails


def test_a_number_in_a_mail_in_a_mail_is_masked_and_both_are_for_few_eyes(world: World) -> None:
    inside = EmailMessage()
    inside["From"], inside["Subject"] = "Leen <leen@vlinder.example>", f"Over {NATIONAL_NUMBER}"
    inside.set_content(f"Haar nummer is {NATIONAL_NUMBER}.", cte="base64")
    inside.add_attachment(b"ongevaarlijk", maintype="image", subtype="png", filename="foto.png")
    raw = inside.as_bytes()
    assert NATIONAL_NUMBER.encode() not in raw.split(b"\n\n", 1)[1], "only whoever opens it sees the number"
    arrives(world, a_mail("Zie bijlage.", files=[("mail.eml", "application/octet-stream", raw)]))
    mail = the_mail(world)
    assert (mail.restricted, mail.origin_address) == (True, "leen@vlinder.example")
    assert "033" not in mail.own_text + mail.whole_text + cases(world)[0].story
    assert {one.name: one.restricted for one in documents(world)} == {"mail.eml": True, "foto.png": False}


# Calendars


def test_an_answer_from_a_calendar_is_a_sentence_on_its_case_and_never_a_referral(world: World) -> None:
    came = arrives(world, calendar_mail())
    assert (came.outcome, came.reason, len(cases(world))) == (MailOutcome.TO_PLACE, "calendar", 0)
    sentence = "Els Dierckx komt niet naar de afspraak “Vraagverheldering” op dinsdag 1 december om 10 uur."
    assert the_mail(world).own_text == sentence
    noor = world.case(world.refer())
    came = arrives(world, calendar_mail(to=reply_address(noor.number)))
    assert (came.outcome, came.referral) == (MailOutcome.MESSAGE, noor.number)
    assert messages(world)[-1].text == sentence


# Signed and sealed


def test_a_signed_mail_is_a_referral_with_its_own_words(world: World) -> None:
    for name in ("smime-opaque", "smime-detached"):
        came = arrives(world, (MAILS / f"made/{name}.eml").read_bytes())
        assert (came.outcome, came.attachments) == (MailOutcome.REFERRAL, 1)
        assert cases(world)[-1].story.startswith("Lars komt niet meer naar school.")
        assert the_mail(world).marks == ["signed-smime"]


def test_a_sealed_mail_waits_and_says_on_a_case_what_it_is(world: World) -> None:
    raw = (MAILS / "made/smime-sealed.eml").read_bytes()
    came = arrives(world, raw)
    assert (came.outcome, came.reason) == (MailOutcome.TO_PLACE, "encrypted")
    noor = world.case(world.refer())
    with world.desk() as work:
        placing.place_on_case(work, the_mail(world).id, noor.number)
    assert messages(world)[-1].text.startswith("Deze e-mail is versleuteld.")
    assert [one.name for one in documents(world)] == ["smime.p7m"]


def test_letters_about_the_mail_go_to_who_refers(world: World) -> None:
    arrives(world, a_mail(SENT_ON, subject="FW: Lars", List_Id="<school.example>"))
    mail = the_mail(world)
    with world.desk() as work:
        sent_on.take(work, mail.id)
    with world.desk() as work:
        work.session.get_one(RawMail, mail.id).may_answer = True
        drawing.draw(work, mail.id, [])
    with world.desk() as work:
        assert work.session.exec(select(Letter.to_address)).all() == ["leen@vlinder.example"]
