"""Rows that a hub can hold and the demonstration does not: what people really type, and what goes wrong over the years.

Everything here goes through the operations of the day where there is one, so that it follows the schema by itself.
"""

from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from sqlmodel import col, select

from hub import ledger, links, work_rows
from hub.asker import Asker, AskerKind, Role
from hub.clock import DayUnit, brussels_date
from hub.dispatch import agenda, cards, claims, clarify, tracks
from hub.dispatch.clock_tables import ClockRow
from hub.dispatch.clocks import ClockName
from hub.dispatch.codes import Channel, MainReason, ReferrerKind, SubjectKind
from hub.dispatch.opening import NewCase, Referrer, open_case
from hub.dispatch.sharing import recording
from hub.dispatch.table_tables import Track
from hub.hubs import hub_named
from hub.intake import ingest
from hub.intake.papers import add_documents
from hub.intake.uploads import Upload
from hub.letters import Letter
from hub.partners.tables import Offer, Organisation
from hub.people.desk import add_person, asker_for
from hub.people.tables import Membership, Person
from hub.store import Store, Work

ODD = (
    'Hij zei: "\'t Is oké" -- en toen?\n\\.\n$$ {{ naam }} %(naam)s %s \\n \t;\n'
    "Zoë, Çağla, Łukasz, ياسمين, 小雨, e\u0301e\u0301n, 🙂.\r\nDROP TABLE referral;"
)
OFFERS = {"Kompas NAFT": "Losse begeleiding", "Springplank": "Los groepswerk", "Buddyhuis": "Een maatje"}
INBOX, SENDER = "aanmelden@dijleland.example", "Vreemde Vogel <vogel@ergens.example>"


def plant(store: Store, now: datetime) -> None:
    """Add them to a hub with the people of the demonstration, as of this moment."""
    with store.begin(now=now) as work:
        _people(work)
        _group_without_anybody(work)
        _offers(work)
        hub_id = hub_named(work.session, "dijleland").id
        work.session.add(ClockRow(hub_id=hub_id, name=ClockName.CAPACITY, days=21, unit=DayUnit.CALENDAR_DAYS))
    _joint_tracks(store, now + timedelta(minutes=1))
    _twice_the_same_partner(store, now + timedelta(minutes=2))
    _letters_and_mails(store, now + timedelta(minutes=3))
    _renamed(store, now + timedelta(days=40))


def _people(work: Work) -> None:
    """Somebody who left, and somebody who sits at the desk and with a partner."""
    kompas = work.session.exec(select(Organisation.id).where(Organisation.name == "Kompas NAFT")).one()
    gone = add_person(work, "Zoë D'Hondt-Özgür", "zoe+oud@kompas.example", Role.PARTNER, organisation_id=kompas)
    gone.left_at = work.now
    for seat in work.session.exec(select(Membership).where(Membership.person_id == gone.id)):
        seat.until = brussels_date(work.now)
    add_person(work, "Karim Haddou", "karim@dijleland.example", Role.PARTNER, organisation_id=kompas)


def _group_without_anybody(work: Work) -> None:
    """No youngster, no address, no name; words that a file of SQL could stumble over."""
    hub = hub_named(work.session, "schelderand")
    new = NewCase(
        channel=Channel.PHONE, referrer=Referrer(kind=ReferrerKind.OTHER), subject_kind=SubjectKind.GROUP, story=ODD,
        main_reason=MainReason.RADICALISATION, other_reasons=("truancy", "other"), urgent=True, urgency_motive=ODD,
        sections={"question": {"goal": ODD, "tried": [None, "", 0, {"ü": [True]}]}}, as_concept=True,
    )  # fmt: skip
    case = open_case(work, hub, new)
    paper = Upload('verslag "één" (1)\u200f.txt', "text/plain", ODD.encode())
    add_documents(work, hub.id, [paper], referral_id=case.id)


def _offers(work: Work) -> None:
    """Without limits and without a number of places; one that ran once."""
    for partner, name in (*OFFERS.items(), ("JAC De Haven (demo)", ODD[:40])):
        organisation = work.session.exec(select(Organisation.id).where(Organisation.name == partner)).one()
        work.session.add(
            Offer(organisation_id=organisation, name=name, capacity_on=brussels_date(work.now), active=name != ODD[:40])
        )


def _joint_tracks(store: Store, now: datetime) -> None:
    """Two partners in one case: the coordinator notes a contact with both at one moment, then they do so themselves."""
    case = _on_table(store, now)
    first = _claim(store, now, "Nadia Pauwels", case, "Losse begeleiding")
    second = _claim(store, now, "Tom Claes", case, "Los groepswerk", "co")
    running = [_confirm(store, now, claim) for claim in (first, second)]
    with store.begin(now=now) as work:
        _plays(work, "Hilde Verbist")
        for track_id in running:
            tracks.sign_of_life(work, track_id, "Gebeld.")
    for number, who in enumerate(("Nadia Pauwels", "Karim Haddou")):
        with store.begin(now=now + timedelta(minutes=number)) as work:
            _plays(work, who)
            tracks.sign_of_life(work, running[0], ODD)
    with store.begin(now=now + timedelta(minutes=3)) as work:
        _plays(work, "Karim Haddou")
        clarify.note(work, case, "note", "Van het meldpunt, niet van de partner.")
    _by_link(store, now + timedelta(minutes=4), running[1])


def _twice_the_same_partner(store: Store, now: datetime) -> None:
    """A track that stopped, and a second one of the same partner in the next round."""
    case = _on_table(store, now)
    for round_number in range(2):
        at = now + timedelta(days=20 * round_number)
        track_id = _confirm(store, at, _claim(store, at, "Yusuf Aydin", case, "Een maatje"))
        with store.begin(now=at + timedelta(minutes=5)) as work:
            _plays(work, "Yusuf Aydin")
            tracks.start(work, track_id, brussels_date(work.now))
            tracks.sign_of_life(work, track_id, f"Ronde {round_number + 1}.")
            if round_number == 0:
                tracks.stop_early(work, track_id, brussels_date(work.now), "refuses", ODD)
        if round_number == 0:
            with store.begin(now=at + timedelta(minutes=6)) as work:
                _plays(work, "Hilde Verbist")
                agenda.put_on_table(work, case)


def _letters_and_mails(store: Store, now: datetime) -> None:
    """A mail that came twice, a letter that nobody takes, and one that came back."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = SENDER, INBOX, "<twee-keer@ergens.example>"
    mail.set_content(ODD.replace("\r", ""))
    for name in ("een.eml", "nog eens.eml"):
        ingest.take_in(store, mail.as_bytes(), "ingest", name, now=now)
    with store.begin() as work:
        refused, returned = work.session.exec(
            select(Letter).where(col(Letter.done_at).is_(None)).order_by(col(Letter.due_at)).limit(2)
        ).all()
    with store.begin() as work:
        for letter in work_rows.lease(work.session, Letter, now=work.real + timedelta(days=400), at_most=500):
            if letter.id == refused.id:
                work_rows.fail(work.session, letter, "550 5.1.1 no such user", now=work.real, for_good=True)
            elif letter.id == returned.id:
                work_rows.finish(work.session, letter, now=work.real, server_answer="250 2.0.0 queued")
            else:
                work_rows.give_back(work.session, letter, "", now=work.real)
    ingest.take_in(store, _came_back(returned), "ingest", "terug.eml", now=now)


def _came_back(letter: Letter) -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\nTo: " + INBOX + "\nSubject: failed\nMIME-Version: 1.0\n"
        "Message-ID: <terug@mx.example>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nIt did not arrive.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {letter.to_address}\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {letter.message_id}\n\n--b--\n"
    ).encode()  # fmt: skip


def _renamed(store: Store, now: datetime) -> None:
    """A partner that goes by another name than the one under which its contacts were signed."""
    with store.begin(now=now) as work:
        buddies = work.session.exec(select(Organisation).where(Organisation.name == "Buddyhuis")).one()
        buddies.name, buddies.sort_key = "Buddyhuis, vzw 't Hart", "buddyhuis vzw t hart"
        ledger.write(work, "organisation.rename", "organisation", buddies.id)


def _by_link(store: Store, now: datetime, track_id: UUID) -> None:
    """The partner's answer by a mailed link, which no person signs."""
    with store.begin(now=now) as work:
        track = work.session.get_one(Track, track_id)
        link = links.make(
            work, links.Purpose.TRACK, track.id, hub_id=track.hub_id, referral_id=track.referral_id
        )  # fmt: skip
        work.session.flush()
        links.use_once(work, link)
        work.asker = Asker(AskerKind.LINK, link_id=link.id)
        tracks.sign_of_life(work, track_id, "Alles loopt.", by_link=link)


def _on_table(store: Store, now: datetime) -> UUID:
    with store.begin(now=now) as work:
        new = NewCase(
            channel=Channel.API, referrer=Referrer(name="O'Neill", kind=ReferrerKind.WELFARE, email="o'neill@jac.test"),
            first_name="Zoë-Ÿ", last_name="Van 't Ørsted", birth_date=brussels_date(now) - timedelta(days=15 * 366),
            gender="X", structure="311", main_reason=MainReason.OTHER, story=ODD,
        )  # fmt: skip
        case = open_case(work, hub_named(work.session, "dijleland"), new).id
        _plays(work, "Hilde Verbist")
        cards.write_card(work, case, cards.Written("Z.V.", "Wat past?", ODD, ""))
        cards.approve_card(work, case)
        recording.all_agreed(work, case)
        agenda.put_on_table(work, case)
        return case


def _claim(store: Store, now: datetime, who: str, case: UUID, offer: str, role: str = "lead") -> UUID:
    with store.begin(now=now) as work:
        _plays(work, who)
        found = work.session.exec(select(Offer).where(Offer.name == offer)).one()
        return claims.claim(work, case, found.id, role, ODD[:60]).id


def _confirm(store: Store, now: datetime, claim: UUID) -> UUID:
    with store.begin(now=now) as work:
        _plays(work, "Hilde Verbist")
        return claims.confirm(work, claim, brussels_date(now)).id


def _plays(work: Work, name: str) -> None:
    person = work.session.exec(select(Person).where(Person.name == name)).one()
    asker = asker_for(work, person.id)
    assert asker is not None, f"{name} is one of the invented people"
    work.asker = asker
