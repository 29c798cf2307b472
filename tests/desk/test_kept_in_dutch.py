"""What the desk and partners read of a case is Dutch, whatever the screen of who writes speaks."""

from datetime import timedelta

from sqlmodel import select

from hub.clock import parse_moment
from hub.dispatch import agenda, appointments, clarify, deciding, session_desk, tracks
from hub.dispatch.case import Move
from hub.dispatch.table_tables import AgendaItem
from hub.dispatch.tables import Message
from hub.hubs import Hub
from hub.intake import calls, form_keys, placing
from hub.wording import use_language
from tests.cast import World
from tests.mail_shop import FATHER, a_mail, arrives, reply_address, the_mail
from tests.tables import on_table, running

HILDE = "Hilde Verbist"
FRIDAY = parse_moment("2026-09-18T10:00")


def said_of(world: World, noor: object) -> list[str]:
    with world.desk() as work:
        return list(work.session.exec(select(Message.text).where(Message.referral_id == noor).order_by(Message.text)))


def test_lines_of_the_time_line_are_kept_in_dutch(world: World) -> None:
    noor = world.refer()
    with use_language("fr"), world.desk(HILDE) as work:
        made = appointments.make_appointment(work, noor, FRIDAY, 45, "phone", "")
        appointments.move_appointment(work, made.id, FRIDAY + timedelta(days=3), 30, "video", "")
        clarify.note_talk(work, noor, "Els", "Wachten.", "", world.now.date() - timedelta(days=1))
        call = calls.keep(work, work.found(Hub, world["dijleland"]), form_keys.fresh(), "Ze belt.", "Els", None)
        calls.place(work, call.id, noor)
    called, moved, talk = said_of(world, noor)[-1], *said_of(world, noor)[:2]
    assert called.startswith("Wie belde: Els")
    assert moved.startswith("De afspraak van vrijdag 18 september")
    assert moved.endswith("videogesprek")
    assert talk.startswith("Gesprek van ")
    assert "Samen beslist: Wachten." in talk


def test_decisions_of_the_table_and_a_contact_of_a_partner_are_kept_in_dutch(world: World) -> None:
    noor = on_table(world)
    with use_language("fr"), world.desk(HILDE) as work:
        item = work.session.exec(select(AgendaItem)).one()
        later = agenda.postpone(work, item.id, reason="Later.")
        session_desk.cancel(work, later.session_id)
        deciding.park(work, noor, Move.WAIT, parse_moment("2026-10-06T10:00").date())
    assert said_of(world, noor) == [
        "Op de wachtlijst gezet.\n\nHilde Verbist volgt op, tegen dinsdag 6 oktober.",
        "Verschoven op de dagorde.\n\nDe zitting ging niet door.",
        "Verschoven op de dagorde.\n\nLater.",
    ]  # fmt: skip
    track = running(world, on_table(world))
    with use_language("en"), world.desk("Nadia Pauwels") as work:
        tracks.start(work, track, world.now.date())
        tracks.sign_of_life(work, track, "", half_day_units=1)
        assert work.session.exec(select(Message.text).where(Message.track_id == track)).one() == "Contact gehad."


def test_why_a_mail_of_a_parent_lies_aside_is_kept_in_dutch(world: World) -> None:
    noor = world.case(world.refer())
    arrives(world, a_mail("Ze is bij tante.", sender=FATHER, to=reply_address(noor.number)))
    mail = the_mail(world)
    with use_language("fr"), world.desk(HILDE) as work:
        placing.answer_family(work, mail.id)
    assert the_mail(world).settled_note.startswith("Ouder of jongere: kreeg een antwoord")
