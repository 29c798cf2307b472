"""How an invented case ends, and how the referrer hears of it."""

from hub.dispatch.case import Move
from hub.dispatch.ending import LETTER
from hub.home.seed import words
from hub.home.seed.life import Life
from hub.links import Purpose


def ends(life: Life, step: Move, note: str) -> None:
    """Close the case in this way: what was asked or promised ends with it, and the referrer is told."""
    life.forget_questions()
    life.let_claims_go()
    life.told_at = life.now
    life.move(step, life.desk, note=note)
    _tell(life, step)


def _tell(life: Life, step: Move) -> None:
    kind = LETTER[step]
    once = f"{kind}:{life.id}:{life.version}"
    life.letter(kind, life.email, once, name=life.referrer, link=life.link(Purpose.REFERRAL, life.id)[0])


def advice(life: Life) -> None:
    ends(life, Move.TALK_WAS_ENOUGH, life.one(words.ADVICE))


def not_for_us(life: Life) -> None:
    ends(life, Move.NOT_FOR_US, life.one(words.WHY_NOT))


def withdraw(life: Life) -> None:
    ends(life, Move.WITHDRAW, "De ouders zien ervan af.")


def elsewhere(life: Life) -> None:
    ends(life, Move.REFER_ELSEWHERE, life.one(words.ELSEWHERE))


def answer_consult(life: Life) -> None:
    said = life.one(words.CONSULTED)
    ends(life, Move.ANSWER_CONSULT, said)
    life.say("decision", said, life.desk)


def tell(life: Life) -> None:
    """The tracks have ended: first the referrer knows, then the case closes."""
    if any(track.open for track in life.tracks) or not life.may_close:
        return
    _tell(life, Move.CLOSE)
    life.told_at = life.now
    life.version += 1
    life.ledger("case.tell_referrer", "referral", life.id, life.desk, detail={"by_phone": False})
    life.at(life.later(life.some(0, 1)), _close)


def _close(life: Life) -> None:
    if life.may_close and life.told_at and not any(track.open for track in life.tracks):
        life.forget_questions()
        life.let_claims_go()
        life.move(Move.CLOSE, life.desk, note="Afgerond met de school.")
