"""An invented case at the dispatch table: its card, the sitting, who takes it up or declines, and what then."""

from datetime import timedelta

from hub.clock import add_days, midnight
from hub.dispatch.case import Move, Stage
from hub.dispatch.deciding import PARKS
from hub.home.seed import endings, likely, tracks, words
from hub.home.seed.ladder import bring_back
from hub.home.seed.life import Life
from hub.home.seed.likely import Draw
from hub.home.seed.rows import WORKING, Row
from hub.home.seed.world import Partner
from hub.links import Purpose

UNTIL_CARD = Draw({0: 55, 1: 30, 2: 15})
UNTIL_CONFIRMED = Draw({0: 30, 1: 45, 2: 15, 4: 10})
PARKINGS = Draw({Move.WAIT: 60, Move.MEET_CLIENT: 25, Move.ASK_EXPERTS: 15})
DECLINES = 0.55
MOST_ROUNDS = 3
# What the coordinator decides about a case that came back.
BACK = Draw({"table": 52, "propose": 14, "talk": 8, "elsewhere": 8, "withdraw": 8, "tell": 10})
REFUSED = Draw({"table": 22, "propose": 8, "talk": 15, "elsewhere": 20, "withdraw": 30, "tell": 5})


def prepare(life: Life) -> None:
    """The coordinator writes the card and approves it, then puts the case on the next agenda."""
    if life.stage not in (Stage.CLARIFICATION, Stage.REOPENED):
        return
    card = life.rows["table_card"]
    if not card:
        life.add(
            "table_card", life.id, life.world.hub_id, life.initials or "–", life.one(words.ASKED),
            life.one(words.SITUATIONS), life.one(words.STRENGTHS), life.stamp, life.desk.id,
            life.stamp, life.desk.id, 1, True,  # as if this was before it was recorded who may read it
        )  # fmt: skip
        life.ledger("card.write", "referral", life.id, life.desk, detail={"version": 1})
        life.ledger("card.approve", "referral", life.id, life.desk, detail={"version": 1})
        life.version += 2
    life.at(life.later(UNTIL_CARD(life.rng)), _put_on_table)


def _put_on_table(life: Life) -> None:
    if life.stage not in (Stage.CLARIFICATION, Stage.REOPENED):
        return
    life.let_claims_go()
    life.leave_agenda()
    again = life.reopened[0] if life.stage == Stage.REOPENED else None
    life.on_agenda(again or ("on_purpose" if life.round else "new"), "on_agenda")
    assert life.sitting is not None, "it was put on one"
    life.move(Move.PUT_ON_TABLE, life.desk, {"session": life.sitting.id})
    life.at(life.sitting.at + timedelta(minutes=life.some(10, 140)), _discuss)


def _discuss(life: Life) -> None:
    if life.item is None:
        return
    life.item[6], life.item, life.sitting = "done", None, None
    life.move(Move.DISCUSS, life.desk)
    what = likely.AT_TABLE(life.rng)
    if what == "late_claim":
        life.at(life.later(life.some(1, 4)), _take_up)
    else:
        life.at(life.now + timedelta(minutes=life.some(2, 8)), AT_TABLE[what])


def _take_up(life: Life) -> None:
    """One partner leads, perhaps another joins; of the others some say no."""
    if life.stage not in (Stage.DISCUSSED, Stage.WAITING_LIST, Stage.CLIENT_MEETING, Stage.EXPERTISE_TABLE):
        return
    seats = [life.world.partners[n] for n in life.table.seats]
    life.rng.shuffle(seats)
    joint = 2 if len(seats) > 1 and life.chance(likely.JOINT) else 1
    for n, partner in enumerate(seats[:joint]):
        _claim(life, partner, "co" if n else "lead")
    for partner in seats[joint:]:
        if life.chance(DECLINES):
            _decline(life, partner)
    life.at(life.later(UNTIL_CONFIRMED(life.rng)), _confirm)


def _claim(life: Life, partner: Partner, role: str) -> None:
    offer, claim_id = life.one(partner.offers), life.uuid()
    person = life.one(partner.people) if partner.people else life.desk
    life.claims.append(
        life.add(
            "claim", claim_id, life.world.hub_id, life.id, life.round, partner.id, offer.id, role,
            life.one(words.COMMITMENTS), "made", life.stamp, person.id, None,
        )
    )  # fmt: skip
    life.ledger(
        "claim.make", "claim", claim_id, person, detail={"organisation": partner.id, "role": role, "offer": offer.id}
    )
    life.version += 1


def _decline(life: Life, partner: Partner) -> None:
    decline_id, reason = life.uuid(), likely.DECLINED_WHY(life.rng)
    person = life.one(partner.people) if partner.people else life.desk
    life.add(
        "decline", decline_id, life.world.hub_id, life.id, life.round, partner.id, reason,
        life.one(words.REFUSALS) if life.chance(0.3) else "", life.stamp, person.id,
    )  # fmt: skip
    life.ledger("claim.decline", "decline", decline_id, person, detail={"organisation": partner.id, "reason": reason})
    life.version += 1


def _confirm(life: Life) -> None:
    """The coordinator confirms: each claim becomes a track, the partner and the referrer get a letter."""
    made = [claim for claim in life.claims if claim[8] == "made"]
    if not made:
        return
    life.forget_questions()
    for claim in made:
        _confirmed(life, claim)
    link = life.link(Purpose.REFERRAL, life.id)[0]
    once = f"referrer_taken_up:{life.id}:{life.round}"
    life.letter("referrer_taken_up", life.email, once, name=life.referrer, link=link)


def _confirmed(life: Life, claim: Row) -> None:
    claim[8], claim[11] = "confirmed", life.stamp
    partner = next(one for one in life.world.partners if one.id == claim[4])
    offer = next(one for one in partner.offers if one.id == claim[5])
    track = tracks.open_track(
        life, partner, offer, came_back, claim=claim[0], role=claim[6], commitment=claim[7]
    )  # fmt: skip
    if life.stage != Stage.TRACKS:
        life.move(Move.CLAIM, life.desk, {"claim": claim[0]})
    life.ledger("claim.confirm", "claim", claim[0], life.desk, detail={"organisation": partner.id, "track": track.id})
    life.version += 1
    life.letter(
        "claim_confirmed", partner.email, f"claim_confirmed:{claim[0]}", name=partner.name, track=track.id,
        page=f"{life.world.public_url}/trajecten/{track.id}", answers=False, start=track.agreed_start,
        lead="",
    )  # fmt: skip


def _nobody(life: Life) -> None:
    for n in life.table.seats:
        _decline(life, life.world.partners[n])
    bring_back(life, "declined", life.desk, None, came_back)


def _park(life: Life) -> None:
    """It waits until a day on which it is looked at again."""
    step = PARKINGS(life.rng)
    review = add_days(life.today, life.some(8, 22), WORKING)
    life.move(step, life.desk, review_on=review)
    life.say("decision", PARKS[step], life.desk)
    life.at(midnight(review) + timedelta(hours=life.some(9, 15), minutes=life.some(1, 50)), _take_up)


AT_TABLE = {"claim": _take_up, "park": _park, "nobody": _nobody}


def by_the_hub(life: Life) -> None:
    """The hub takes the case itself, without a table."""
    if life.stage != Stage.CLARIFICATION:
        return
    own = Partner(*life.world.own, "", life.world.desk, ())
    life.forget_questions()
    tracks.open_track(life, own, None, came_back, commitment="wekelijks gesprek met de leerling en de school")
    life.move(Move.TAKE_UP, life.desk)


# What came back


def came_back(life: Life) -> None:
    """The coordinator decides: what runs carries on, else the table again, another partner, a talk, or an end."""
    if life.stage != Stage.REOPENED:
        return
    if any(track.open for track in life.tracks):
        _drop(life)
        life.move(Move.CARRY_ON, life.desk)
        return
    last = max(life.tracks, key=lambda track: track.since, default=None)
    refused = last is not None and last.end_reason in ("refuses", "moved", "found_help")
    what = (REFUSED if refused else BACK)(life.rng)
    if what == "table" and life.round >= MOST_ROUNDS:
        what = "elsewhere"
    BACKS[what](life)


def _drop(life: Life) -> None:
    """The place that was proposed on an agenda is not needed."""
    if life.item:
        item, sitting = life.item, life.sitting
        life.leave_agenda()
        life.version += 1
        life.ledger("agenda.drop", "agenda_item", item[0], life.desk, detail={"session": sitting.id} if sitting else {})


def _propose(life: Life) -> None:
    partner = life.one(life.world.partners)
    _drop(life)
    tracks.open_track(life, partner, life.one(partner.offers), came_back, proposed=True)
    life.move(Move.PROPOSE, life.desk)


def _talk_again(life: Life) -> None:
    life.move(Move.CLARIFY, life.desk)
    life.say("talk", life.one(words.TALKS), life.desk)
    life.at(life.later(life.some(1, 4)), prepare if life.round < MOST_ROUNDS else endings.advice)


def _tell(life: Life) -> None:
    (endings.tell if life.tracks else endings.elsewhere)(life)


BACKS = {
    "table": prepare, "propose": _propose, "talk": _talk_again, "elsewhere": endings.elsewhere,
    "withdraw": endings.withdraw, "tell": _tell,
}  # fmt: skip
