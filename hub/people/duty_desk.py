"""Planning the duty roster: the usual week, one week otherwise, a gap that somebody takes, a swap, calendar links."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlmodel import col, select

from hub import ledger, tokens
from hub.asker import AskerKind
from hub.clock import brussels_date
from hub.hubs import Hub
from hub.opening_hours import hours_of
from hub.people import duty, duty_sight
from hub.people.duty import Part, Slot, Turn
from hub.people.duty_tables import DutyFeed, DutySwap, DutyTurn, DutyUsual, SwapState
from hub.people.rights import Right, require
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _

WEEK = 7


def plan_usual(work: Work, hub: Hub, chosen: Mapping[tuple[int, Part], UUID | None], since: date) -> None:
    """Who has which half day every week, from this Monday on; how it was before stays known."""
    require(work.asker, Right.PLAN_DUTY, hub.id)
    _hold(work, hub)
    there, since = {one.id for one in duty_sight.people_of(work, hub.id)}, duty.monday(since)
    known = duty_sight.roster(work, hub.id, since, WEEK)
    for (weekday, part), person in chosen.items():
        _must_be(person, there)
        if person != duty.usually(known.pattern, since + timedelta(days=weekday), part):
            work.session.merge(
                DutyUsual(hub_id=hub.id, weekday=weekday, part=part, since=since, person_id=person, changed_at=work.now)
            )
    _done(work, hub, "duty.usual")


def plan_week(work: Work, hub: Hub, chosen: Mapping[Turn, UUID | None]) -> int:
    """Who has which half day of a week; returns how many go otherwise than they went."""
    require(work.asker, Right.PLAN_DUTY, hub.id)
    _hold(work, hub)
    there = {one.id for one in duty_sight.people_of(work, hub.id)}
    known = duty_sight.roster(work, hub.id, min((day for day, _part in chosen), default=brussels_date(work.now)), WEEK)
    changed = 0
    for turn, person in chosen.items():
        _must_be(person, there)
        if person != duty.who(turn, known.pattern, known.exceptions, there):
            _set(work, hub, turn, person)
            changed += 1
    _done(work, hub, "duty.week", changed=changed)
    return changed


def copy_last_week(work: Work, hub: Hub, monday: date) -> int:
    """This week as the week before went, where it is open; returns how many half days changed."""
    require(work.asker, Right.PLAN_DUTY, hub.id)
    before = {
        (one.slot.day + timedelta(days=WEEK), one.slot.part): one.person.id if one.person else None
        for one in duty_sight.held(work, hub, monday - timedelta(days=WEEK), WEEK)
    }
    open_now = [slot.turn for slot in duty.slots(hours_of(hub), monday, WEEK)]
    return plan_week(work, hub, {turn: before[turn] for turn in open_now if turn in before})


def take(work: Work, hub: Hub, turn: Turn) -> Slot:
    """The asker takes a half day that nobody has. Refused when a colleague was first."""
    require(work.asker, Right.NOTE, hub.id)
    _hold(work, hub)
    found = _to_come(work, hub, turn)
    if found.person is not None or work.asker.person_id is None:
        raise Refused(_("Deze halve dag heeft al iemand."))
    _set(work, hub, turn, work.asker.person_id)
    _done(work, hub, "duty.take")
    return found.slot


def ask_swap(work: Work, hub: Hub, turn: Turn, colleague: UUID | None, back: Turn | None) -> DutySwap:
    """Ask a colleague to take one's own half day over, perhaps against one of that colleague. Nothing changes before
    the colleague agrees. Invalid without a colleague of this desk."""
    require(work.asker, Right.NOTE, hub.id)
    own_turn(work, hub, turn)
    me = _person(work, hub)
    if back:
        other = _to_come(work, hub, back)
        if other.person is None or other.person.id in (me, None):
            raise Invalid({"back": _("Kies een halve dag van een collega.")})
        colleague = other.person.id
    if colleague is None or colleague == me:
        raise Invalid({"colleague": _("Kies een collega, of een halve dag in ruil.")})
    _must_be(colleague, {one.id for one in duty_sight.people_of(work, hub.id)})
    swap = DutySwap(
        hub_id=hub.id, day=turn[0], part=turn[1], asked_by=me, asked_to=colleague,
        back_day=back[0] if back else None, back_part=back[1] if back else None, asked_at=work.now,
    )  # fmt: skip
    work.session.add(swap)
    work.flush(clash=_("Over deze halve dag loopt al een vraag."))
    ledger.write(work, "duty.swap_ask", "duty_swap", swap.id, hub_id=hub.id)
    return swap


def answer_swap(work: Work, swap_id: UUID, *, agrees: bool) -> DutySwap:
    """Whoever was asked agrees or not, and whoever asked may take it back (`agrees` is False then). Refused when the
    roster changed meanwhile."""
    swap = work.session.get(DutySwap, swap_id, with_for_update=True, populate_existing=True)
    me = work.asker.person_id
    if swap is None or me is None or me not in (swap.asked_by, swap.asked_to):
        raise NotFound
    require(work.asker, Right.NOTE, swap.hub_id)
    if swap.state != SwapState.ASKED:
        raise Refused(_("Op deze vraag is al geantwoord."))
    if agrees and me != swap.asked_to:
        raise NotFound
    if agrees:
        _exchange(work, swap)
    refused = SwapState.REFUSED if me == swap.asked_to else SwapState.WITHDRAWN
    swap.state, swap.answered_at = SwapState.AGREED if agrees else refused, work.now
    work.session.flush()
    ledger.write(work, f"duty.swap_{swap.state}", "duty_swap", swap.id, hub_id=swap.hub_id)
    return swap


def _exchange(work: Work, swap: DutySwap) -> None:
    hub = work.found(Hub, swap.hub_id)
    _hold(work, hub)
    turns = [((swap.day, Part(swap.part)), swap.asked_by, swap.asked_to)]
    if swap.back_day and swap.back_part:
        turns.append(((swap.back_day, Part(swap.back_part)), swap.asked_to, swap.asked_by))
    for turn, has, gets in turns:
        held = _to_come(work, hub, turn)
        if held.person is None or held.person.id != has:
            raise Refused(_("Het rooster veranderde intussen. Vraag het opnieuw."))
        _set(work, hub, turn, gets)


def make_feed(work: Work, hub: Hub, *, whole: bool) -> DutyFeed:
    """A new address for a calendar program; an older one of the same kind works no longer."""
    person = _person(work, hub)
    withdraw_feed(work, hub, whole=whole)
    feed_id, keys = uuid4(), work.store.settings.secret_keys
    feed = DutyFeed(
        id=feed_id, hub_id=hub.id, person_id=person, whole=whole, made_at=work.now,
        token_hash=tokens.hash_of(tokens.token_for(keys, feed_id)), key_id=tokens.newest_key_id(keys),
    )  # fmt: skip
    work.session.add(feed)
    work.flush()
    ledger.write(work, "duty.feed_make", "duty_feed", feed.id, hub_id=hub.id, whole=whole)
    return feed


def withdraw_feed(work: Work, hub: Hub, *, whole: bool) -> None:
    """The address works no longer."""
    for feed in feeds_of(work, hub):
        if feed.whole == whole:
            feed.withdrawn_at = work.now
            ledger.write(work, "duty.feed_withdraw", "duty_feed", feed.id, hub_id=hub.id)
    work.session.flush()


def feeds_of(work: Work, hub: Hub) -> list[DutyFeed]:
    """The asker's own addresses that work."""
    query = select(DutyFeed).where(DutyFeed.hub_id == hub.id, DutyFeed.person_id == _person(work, hub))
    return list(work.session.exec(query.where(col(DutyFeed.withdrawn_at).is_(None))))


def address_of(work: Work, feed: DutyFeed, page: str) -> str:
    """The full address, as a calendar program asks for it."""
    token = tokens.token_for(work.store.settings.secret_keys, feed.id, feed.key_id)
    return f"{work.store.settings.public_url.rstrip('/')}{page}/agenda/{token}.ics"


def require_planner(work: Work, hub: Hub) -> None:
    require(work.asker, Right.PLAN_DUTY, hub.id)


def require_desk(work: Work, hub: Hub) -> None:
    require(work.asker, Right.NOTE, hub.id)


def own_turn(work: Work, hub: Hub, turn: Turn) -> duty_sight.Held:
    """A half day to come that the asker has; Refused for any other."""
    mine = _to_come(work, hub, turn)
    if mine.person is None or mine.person.id != work.asker.person_id:
        raise Refused(_("Deze halve dag is niet van jou."))
    return mine


def _hold(work: Work, hub: Hub) -> None:
    """Whoever else changes the roster of this hub waits until this unit of work ends: who has a half day is read before
    it is written. Who refers there does not wait."""
    work.session.exec(select(Hub.id).where(Hub.id == hub.id).with_for_update(key_share=True)).one()


def _person(work: Work, hub: Hub) -> UUID:
    require(work.asker, Right.SEE_DUTY, hub.id)
    if work.asker.kind != AskerKind.PERSON or work.asker.person_id is None:
        raise NotFound
    return work.asker.person_id


def _to_come(work: Work, hub: Hub, turn: Turn) -> duty_sight.Held:
    """An open half day that is not over yet, with who has it."""
    found = next((one for one in duty_sight.held(work, hub, turn[0], 1) if one.slot.part == turn[1]), None)
    if found is None or found.slot.end <= work.now:
        raise Refused(_("Op die halve dag is er geen permanentie meer te regelen."))
    return found


def _must_be(person: UUID | None, there: set[UUID]) -> None:
    if person is not None and person not in there:
        raise Invalid({"form": _("Kies iemand van de coördinatie of de permanentie.")})


def _set(work: Work, hub: Hub, turn: Turn, person: UUID | None) -> None:
    work.session.merge(
        DutyTurn(hub_id=hub.id, day=turn[0], part=turn[1], person_id=person, changed_at=work.now)
    )  # fmt: skip
    work.session.flush()


def _done(work: Work, hub: Hub, act: str, changed: int = 1) -> None:
    work.session.flush()
    ledger.write(work, act, "hub", hub.id, hub_id=hub.id, changed=changed)
