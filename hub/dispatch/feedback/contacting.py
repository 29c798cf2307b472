"""The youngster's contact: noted where it was agreed that somebody hears how it goes, and taken away again."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from hub import letters, links
from hub.clock import brussels_date
from hub.dispatch import alarm, moves
from hub.dispatch.case import Stage, is_open
from hub.dispatch.clarify import take_as
from hub.dispatch.feedback import turning
from hub.dispatch.feedback.how_far import how_far
from hub.dispatch.feedback.tables import AgreedBy, Who, YoungsterContact
from hub.dispatch.feedback.telling import NEWS, contact_of, tell_contact
from hub.dispatch.tables import Referral
from hub.dispatch.typed import day_gone
from hub.faults import Faults
from hub.letters import Letter
from hub.links import Purpose
from hub.people.rights import Right
from hub.problems import Refused
from hub.store import Work
from hub.wording import N_, _, date_words

WHO_WORDS = {
    Who.YOUNGSTER: N_("de jongere zelf"), Who.PARENT: N_("een ouder"), Who.TRUSTED: N_("een vertrouwenspersoon"),
}  # fmt: skip
AGREED_WORDS = {AgreedBy.YOUNGSTER: N_("de jongere"), AgreedBy.PARENTS: N_("de ouders")}
LETTERS = (NEWS, "contact_help")


def note(
    work: Work, referral_id: UUID, who: str, email: str, agreed_by: str, agreed_on: date | None, how: str = ""
) -> YoungsterContact:  # fmt: skip
    """Who hears from now on that the case goes on, and whether somebody said that this was agreed, when. Another one
    takes the place of who was noted. It hears at once how far the case is."""
    referral = take_as(work, referral_id, Right.CLARIFY)
    if not is_open(referral.stage):
        raise Refused(_("Deze aanmelding is afgesloten."))
    faults = Faults()
    faults.one_of("who", who, set(Who), _("Kies wie het is."))
    faults.one_of("agreed_by", agreed_by, set(AgreedBy), _("Kies wie akkoord ging."))
    email = faults.email("email", email, needed=_("Schrijf het e-mailadres."))
    how = faults.text("how", how, at_most=500)
    if who == Who.PARENT and not how and _keep_away(referral):
        faults.say("how", _("Bij een ouder staat dat contact onveilig kan zijn. Schrijf welke ouder dit is."))
    if agreed_on is None:
        faults.say("agreed_on", _("Kies wanneer dat afgesproken werd."))
    else:
        with faults.also():
            day_gone(work, "agreed_on", agreed_on)
        if email and (stopped := _stopped_itself(work, referral, email)):
            _agreed_anew(faults, stopped, agreed_on, how)
    faults.tell()
    alarm.listen(work, referral, how)
    if before := contact_of(work, referral):
        _end(work, referral, before)
    contact = YoungsterContact(
        hub_id=referral.hub_id, referral_id=referral.id, who=who, email=email, agreed_by=agreed_by,
        agreed_on=agreed_on or brussels_date(work.now), how=how, noted_at=work.now, noted_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(contact)
    work.session.flush()
    tracks = [track.stage for track in moves.tracks_of(work, referral.id)]
    tell_contact(work, referral, how_far(Stage(referral.stage), tracks))
    moves.log(work, "contact.note", "youngster_contact", contact.id, referral, agreed_by=agreed_by)
    return contact


def take_away(work: Work, referral_id: UUID) -> None:
    """It was not agreed after all, or not any more: nothing more goes there."""
    referral = take_as(work, referral_id, Right.CLARIFY)
    contact = contact_of(work, referral)
    if contact is None:
        return
    _end(work, referral, contact)
    moves.log(work, "contact.take_away", "youngster_contact", contact.id, referral)


def reach_elsewhere(work: Work, letter: Letter, to: str) -> None:
    """This letter to it did not arrive, and the desk knows the right address. What else was mailed to the old one
    works no more."""
    referral_id = letter.referral_id
    assert referral_id, "a letter to a contact is about a case"
    referral = take_as(work, referral_id, Right.CLARIFY)
    contact = contact_of(work, referral)
    if contact is not None and contact.email == letter.to_address:
        contact.email = to
        links.withdraw_besides(work, contact.id, Purpose.HELP, letter.body)
        moves.log(work, "contact.readdress", "youngster_contact", contact.id, referral)


def end(work: Work, referral: Referral, contact: YoungsterContact) -> None:
    """Nothing more goes there, nor what waits to be sent."""
    contact.stopped_at = work.now
    turning.end(work, referral.id, contact_id=contact.id)
    letters.withhold(work, [referral.id], to=contact.email, kinds=LETTERS)
    work.session.flush()


def _stopped_itself(work: Work, referral: Referral, email: str) -> date | None:
    """The day on which this address said last that it wants no letters about this case; None when it never did."""
    stopped = select(YoungsterContact.stopped_at).where(
        YoungsterContact.referral_id == referral.id, YoungsterContact.email == email,
        col(YoungsterContact.stopped_itself),
    )  # fmt: skip
    last = work.session.exec(stopped.order_by(col(YoungsterContact.stopped_at).desc()).limit(1)).first()
    return brussels_date(last) if last else None


def _agreed_anew(faults: Faults, stopped: date, agreed_on: date, how: str) -> None:
    """What was agreed before it stopped the letters holds no longer: somebody asked again, and says how."""
    if agreed_on < stopped:
        said = _("Dit adres zette de berichten zelf stop op %(day)s. Vraag opnieuw of het mag, en kies wanneer.")
        faults.say("agreed_on", said % {"day": date_words(stopped, None)})
    if not how:
        faults.say("how", _("Dit adres zette de berichten zelf stop. Schrijf hoe je opnieuw vroeg of het mag."))


def _keep_away(referral: Referral) -> bool:
    """Whether somebody wrote of one of the parents that nobody contacts it without asking first."""
    people = (referral.sections.get("parents") or {}).get("people") or []
    return any(one.get("no_contact") for one in people)


def _end(work: Work, referral: Referral, contact: YoungsterContact) -> None:
    end(work, referral, contact)
    links.withdraw(work, contact.id, Purpose.HELP)
