"""Dividing the summer: who keeps an open case and when somebody looks; what is left on 30 June is the hub's own."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, select

from hub.clock import at_nine, brussels_date
from hub.dispatch import alarm, moves
from hub.dispatch.case import Stage, is_open
from hub.dispatch.clockwork.reading import clocks_of
from hub.dispatch.locks import take_all
from hub.dispatch.summer import season
from hub.dispatch.summer.season import Keeps
from hub.dispatch.summer.tables import SummerKeep
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message, Referral
from hub.dispatch.typed import clean
from hub.faults import Faults
from hub.people.rights import Right, require
from hub.people.tables import Membership
from hub.problems import Refused
from hub.store import Work
from hub.wording import _

MOST = 100


def keep(work: Work, referral_ids: Sequence[UUID], keeps: str, who: str, on: date | None) -> int:
    """These cases have this holder and this day in the summer; gives back how many. Invalid with what is wrong; Refused
    when one of them runs with no partner, and the partner was chosen."""
    today = brussels_date(work.now)
    year = season.year_of(today)
    faults = Faults()
    if not referral_ids:
        faults.say("cases", _("Kruis minstens één aanmelding aan."))
    if len(referral_ids) > MOST:
        faults.say("cases", _("Kies er niet meer dan honderd tegelijk."))
    faults.one_of("keeps", keeps, set(Keeps), _("Kies wie ze deze zomer houdt."))
    who = faults.line("who", who, needed=_("Schrijf wie.") if keeps == Keeps.OTHER else "")
    if on is None or not season.in_summer(on, year) or on < today:
        faults.say("on", _("Kies een dag in juli of augustus die nog komt."))
    faults.tell()
    take_all(work, referral_ids)
    for referral_id in dict.fromkeys(referral_ids):
        referral = work.session.get_one(Referral, referral_id)
        require(work.asker, Right.DECIDE, referral.hub_id)
        if not is_open(referral.stage):
            continue
        _set(work, referral, year, keeps, who, on or today)
    return len(set(referral_ids))


def look(work: Work, referral_id: UUID, note: str = "") -> date | None:
    """Somebody looked at it: when it is looked at next, as long as the summer lasts."""
    note = clean("note", note, at_most=1000)
    referral = moves.take(work, referral_id)
    require(work.asker, Right.DECIDE, referral.hub_id)
    watched = select(SummerKeep).where(SummerKeep.referral_id == referral.id, col(SummerKeep.due_at).is_not(None))
    row = work.session.exec(watched.order_by(col(SummerKeep.year))).first()
    if row is None:
        raise Refused(_("Voor deze aanmelding is er geen zomerdag."))
    if note:
        alarm.listen(work, referral, note)
    _looked(work, row)
    moves.rewatch(work, referral)
    moves.log(work, "summer.look", "summer_keep", row.id, referral)
    return None if row.looked_at else row.on


def leave_with_hub(work: Work, referral: Referral) -> bool:
    """On 30 June nobody kept this case, which is held: the hub itself does. False when somebody does after all."""
    today = brussels_date(work.now)
    year = season.year_of(today)
    if not season.must_be_kept(today) or not is_open(referral.stage) or _of(work, referral.id, year):
        return False
    on = min(season.usual_day(today, clocks_of(work, referral.hub_id).hub), season.last_of(year))
    _set(work, referral, year, Keeps.HUB, "", on)
    return True


def end_summer(work: Work, referral: Referral, row: SummerKeep) -> bool:
    """The summer is over: from September on the clocks of the school year have the case, which is held, again."""
    work.session.refresh(row)
    if row.due_at is None or row.year >= season.year_of(brussels_date(work.now)):
        return False
    row.due_at, row.looked_at = None, work.now
    moves.rewatch(work, referral)
    return True


def _set(work: Work, referral: Referral, year: int, keeps: str, who: str, on: date) -> None:
    organisation = _partner_of(work, referral) if keeps == Keeps.PARTNER else None
    row = _of(work, referral.id, year)
    if row is None:
        row = SummerKeep(
            hub_id=referral.hub_id, referral_id=referral.id, year=year, keeps=keeps, on=on, noted_at=work.now
        )  # fmt: skip
    row.keeps, row.organisation_id, row.who, row.on = keeps, organisation, who, on
    row.due_at, row.told_at, row.looked_at = _moment(work, referral, on), None, None
    row.noted_at, row.noted_by = work.now, work.asker.person_id
    work.session.add(row)
    moves.rewatch(work, referral)
    moves.log(work, "summer.keep", "summer_keep", row.id, referral, keeps=keeps)


def _looked(work: Work, row: SummerKeep) -> None:
    on = season.next_look(brussels_date(work.now), clocks_of(work, row.hub_id).hub)
    if season.in_summer(on, row.year):
        row.on, row.due_at, row.told_at = on, at_nine(on), None
    else:
        row.due_at, row.looked_at = None, work.now
    work.session.flush()


def heard_since(work: Work, row: SummerKeep) -> bool:
    """The partner itself said something about its track on that day or after it, or took a step with it: then somebody
    looked. A note or a call of the desk says nothing of that."""
    since = at_nine(row.on)
    theirs = (Track.referral_id == row.referral_id, Track.organisation_id == row.organisation_id)
    stepped = select(Track.id).where(*theirs, Track.stage_since >= since)
    people = select(Membership.person_id).where(Membership.organisation_id == row.organisation_id)
    # What came by a mailed link is signed by no person.
    own = col(Message.author_id).in_(people) | col(Message.author_id).is_(None)
    spoke = select(Message.id).join(Track, col(Track.id) == col(Message.track_id)).where(*theirs, own)
    said = spoke.where(Message.at >= since)
    return any(work.session.exec(one.limit(1)).first() is not None for one in (stepped, said))


def take_back(work: Work, referral: Referral, row: SummerKeep) -> None:
    """No track of the partner that kept this case, which is held, runs any more: the hub itself keeps it."""
    row.keeps, row.organisation_id, row.who, row.told_at = Keeps.HUB, None, "", None
    row.noted_at, row.noted_by = work.now, None
    moves.rewatch(work, referral)
    moves.log(work, "summer.keep", "summer_keep", row.id, referral, keeps=Keeps.HUB)


def take_as_heard(work: Work, referral: Referral, row: SummerKeep) -> None:
    _looked(work, row)
    moves.rewatch(work, referral)


def _moment(work: Work, referral: Referral, on: date) -> datetime:
    """A working day of the hub, in the summer holidays too: a school holiday stops nothing here."""
    return at_nine(clocks_of(work, referral.hub_id).hub.first_open(on))


def _partner_of(work: Work, referral: Referral) -> UUID:
    running = select(Track.organisation_id).where(Track.referral_id == referral.id, col(Track.due_at).is_not(None))
    found = work.session.exec(running.order_by(col(Track.role).desc(), col(Track.agreed_at), col(Track.id))).first()
    if found is None or referral.stage != Stage.TRACKS:
        raise Refused(
            _("Bij %(number)s loopt geen traject bij een partner. Kies iemand anders.", number=referral.number)
        )
    return found


def _of(work: Work, referral_id: UUID, year: int) -> SummerKeep | None:
    found = select(SummerKeep).where(SummerKeep.referral_id == referral_id, SummerKeep.year == year)
    return work.session.exec(found).first()
