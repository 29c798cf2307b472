"""Who answers an invitation in its calendar is read back; whoever forges or guesses such an answer meets a person."""

import base64
from uuid import UUID

import pytest
from icalendar import Calendar
from sqlmodel import select

from hub.intake.ingest import take_in
from hub.intake.settling import Result
from hub.intake.tables import MailOutcome
from hub.letters import Letter
from tests.cast import MORNING, World
from tests.mail_shop import INBOX, a_mail, believes_its_server, cases, letters, the_mail, vouched
from tests.seated import NADIA, SAM, of, seat_people

BOUNDARY = "b"


@pytest.fixture
def seated(world: World) -> World:
    return seat_people(world)


def reply(
    world: World, said: str, *, sender: str = NADIA, attendee: str = NADIA, uid: str = "", **headers: str
) -> Result:  # fmt: skip
    """A calendar answers the invitation to Nadia, the way Google and Outlook do it."""
    with world.desk() as work:
        sent = work.session.exec(select(Letter).where(Letter.to_address == NADIA)).first()
    assert sent is not None
    assert sent.ics is not None
    [event] = Calendar.from_ical(sent.ics).events
    answer = "\r\n".join(
        (
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Elders//NL", "METHOD:REPLY", "BEGIN:VEVENT",
            f"UID:{uid or event['UID']}", f"SEQUENCE:{event['SEQUENCE']}", "DTSTAMP:20260915T090000Z",
            "DTSTART:20260922T113000Z", f"SUMMARY:{event['SUMMARY']}",
            f"ATTENDEE;CN=Nadia Pauwels;PARTSTAT={said}:mailto:{attendee}", "END:VEVENT", "END:VCALENDAR", "",
        )
    )  # fmt: skip
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    raw = (
        f"{more}From: Nadia Pauwels <{sender}>\nTo: {INBOX}\nSubject: Antwoord: zitting\n"
        f"Message-ID: <{said}.{sender}.{attendee}.{len(more)}@kompas.example>\n"
        f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"\n\n--{BOUNDARY}\nContent-Type: text/plain\n\n'
        f"Nadia heeft geantwoord.\n--{BOUNDARY}\nContent-Type: text/calendar; method=REPLY; charset=utf-8\n\n"
        f"{answer}\n--{BOUNDARY}--\n"
    )
    return take_in(world.store, raw.encode(), "ingest", "test", now=MORNING)


def test_yes_no_and_perhaps_are_read_back_and_open_no_case(seated: World) -> None:
    for said, state in (("ACCEPTED", "coming"), ("DECLINED", "excused"), ("TENTATIVE", "invited")):
        came = reply(seated, said)
        assert (came.outcome, came.reason, of(seated, "Nadia Pauwels").state) == (MailOutcome.COMING, "coming", state)
        assert (of(seated, "Nadia Pauwels").how, of(seated, "Nadia Pauwels").answered_at) == ("mail", MORNING)
    assert "Nadia Pauwels komt " in the_mail(seated, outcome_reason="coming").own_text
    assert (list(cases(seated)), list(letters(seated))) == ([], [])
    sent = [one.kind for one in letters(seated, "session_invitation") if one.to_address == SAM]
    assert sent == ["session_invitation"]  # her deputy, once, while she could not come


GOOGLE = """Content-Type: multipart/mixed; boundary="m"

--m
Content-Type: multipart/alternative; boundary="a"

--a
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
Content-Transfer-Encoding: base64

TmFkaWEgaGVlZnQgZ2VhY2NlcHRlZXJkLg==
--a
Content-Type: text/html; charset="UTF-8"

<p>Nadia heeft geaccepteerd.</p>
--a
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: 7bit

{calendar}
--a--
--m
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{encoded}
--m--
"""
OUTLOOK = """Content-Language: nl-BE
X-MS-Has-Attach:
Content-Class: urn:content-classes:calendarmessage
Content-Type: multipart/alternative; boundary="o"

--o
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable


--o
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: base64

{encoded}
--o--
"""
APPLE = """X-Mailer: Apple Mail (2.3774)
Content-Type: multipart/mixed; boundary="Apple-Mail=_1"

--Apple-Mail=_1
Content-Type: text/plain; charset=utf-8

Nadia Pauwels heeft uw uitnodiging geaccepteerd.
--Apple-Mail=_1
Content-Disposition: attachment; filename="iCal-20260915-103544.ics"
Content-Type: text/calendar; x-unix-mode=0644; name="iCal-20260915-103544.ics"
Content-Transfer-Encoding: base64

{encoded}
--Apple-Mail=_1--
"""
# What each writes beside the name and the address of who answers.
AROUND = {
    GOOGLE: "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=nadia@kompas.exa\r\n mple;X-NUM-GUESTS=0",
    OUTLOOK: 'PARTSTAT=ACCEPTED;CN="Pauwels, Nadia"',
    APPLE: "CN=Nadia Pauwels;CUTYPE=INDIVIDUAL;EMAIL=nadia@kompas.example;PARTSTAT=ACCEPTED",
}
ROMANCE = (
    "BEGIN:VTIMEZONE\r\nTZID:Romance Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n"
    "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@pytest.mark.parametrize("style", [GOOGLE, OUTLOOK, APPLE], ids=["google", "outlook", "apple"])
def test_the_answers_of_the_calendars_that_people_have_are_read_back(seated: World, style: str) -> None:
    with seated.desk() as work:
        sent = work.session.exec(select(Letter).where(Letter.to_address == NADIA)).first()
    assert sent is not None
    assert sent.ics is not None
    [event] = Calendar.from_ical(sent.ics).events
    zone = style == OUTLOOK
    starts = "DTSTART;TZID=Romance Standard Time:20260922T133000" if zone else "DTSTART:20260922T113000Z"
    calendar = (
        f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nPRODID:-//Elders//NL\r\nVERSION:2.0\r\n{ROMANCE if zone else ''}"
        f"BEGIN:VEVENT\r\nATTENDEE;{AROUND[style]}:{'MAILTO' if zone else 'mailto'}:nadia@kompas.example\r\n"
        f"COMMENT;LANGUAGE=nl-BE:\r\nUID:{event['UID']}\r\n{starts}\r\nDTSTAMP:20260915T090000Z\r\n"
        f"SEQUENCE:{event['SEQUENCE']}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    encoded = base64.encodebytes(calendar.encode()).decode()
    head = (
        f"From: Nadia Pauwels <{NADIA}>\nTo: {INBOX}\nSubject: Geaccepteerd: zitting\nMessage-ID: <1@kompas.example>\n"
    )
    raw = head + "MIME-Version: 1.0\n" + style.format(calendar=calendar, encoded=encoded)
    came = take_in(seated.store, raw.encode(), "ingest", "test", now=MORNING)
    assert (came.outcome, came.reason) == (MailOutcome.COMING, "coming")
    assert of(seated, "Nadia Pauwels").state == "coming"


def test_what_a_calendar_sends_by_itself_is_an_answer_all_the_same(seated: World) -> None:
    assert reply(seated, "ACCEPTED", Auto_Submitted="auto-generated").outcome == MailOutcome.COMING


@pytest.mark.parametrize(
    "forged",
    [
        {"sender": "iemand@elders.example"},
        {"sender": "iemand@elders.example", "attendee": "iemand@elders.example"},
        {"Authentication_Results": vouched("fail", "kompas.example")},
        {"said": "DELEGATED"},
    ],
)
def test_an_answer_by_somebody_else_or_a_forged_one_waits_for_a_person(seated: World, forged: dict[str, str]) -> None:
    believes_its_server(seated)
    came = reply(seated, **{"said": "DECLINED", **forged})
    assert came.outcome == MailOutcome.TO_PLACE
    assert came.reason == ("forged" if "Authentication_Results" in forged else "calendar")
    assert (of(seated, "Nadia Pauwels").state, of(seated, "Nadia Pauwels").answered_at) == ("invited", None)


def test_an_answer_to_what_this_hub_never_sent_stays_a_card(seated: World) -> None:
    for uid in ("iets@elders.example", str(UUID(int=7))):
        assert reply(seated, "ACCEPTED", uid=uid, X_Try=uid).reason == "calendar"


def test_who_answers_an_invitation_in_words_refers_nobody(seated: World) -> None:
    with seated.desk() as work:
        sent = work.session.exec(select(Letter).where(Letter.to_address == NADIA)).first()
    assert sent is not None
    words = a_mail("Dag, ik kan niet.", sender=NADIA, subject="Re: Uitnodiging", In_Reply_To=sent.message_id)
    came = take_in(seated.store, words, "ingest", "test", now=MORNING)
    assert (came.outcome, came.reason, list(cases(seated))) == (MailOutcome.TO_PLACE, "coming", [])
