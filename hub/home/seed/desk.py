"""What the desk does with an invented case until it knows where it goes: look, ask, invite, talk, weigh."""

from datetime import timedelta

from hub.clock import midnight
from hub.dispatch.case import Move, Stage
from hub.home.seed import endings, likely, table, words
from hub.home.seed.life import Life
from hub.home.seed.likely import Draw
from hub.home.seed.texts import calendar
from hub.links import Purpose

UNTIL_BEGUN = Draw({0: 26, 1: 42, 2: 24, 3: 5, 4: 2, 6: 1})
UNTIL_TALK = Draw({0: 46, 1: 28, 2: 14, 3: 7, 5: 5})
UNTIL_ENDED = Draw({0: 48, 1: 28, 2: 15, 4: 6, 7: 3})
UNTIL_ANSWER = Draw({0: 20, 1: 30, 2: 22, 4: 14, 7: 9, 12: 5})
LOOKS, ASKS, MEETS, FLAGS, NOTES, REPLIES = 0.8, 0.28, 0.3, 0.14, 0.35, 0.12
WAYS_TO_MEET = (("place", "Zaal 1, eerste verdieping"), ("phone", ""), ("video", "videogesprek"))


def begin(life: Life) -> None:
    """From the moment that it came in: somebody looks at it soon."""
    life.at(life.later(UNTIL_BEGUN(life.rng)), look)


def look(life: Life) -> None:
    if life.stage == Stage.CONCEPT:
        life.at(life.later(1), look)
        return
    seen(life)
    if life.opening["subject_kind"] != "pupil":
        clarified(life)
        life.move(Move.CONSULT, life.desk)
        life.at(life.later(life.some(0, 6)), endings.answer_consult)
        return
    if life.chance(FLAGS):
        _flag(life)
    if life.chance(ASKS):
        _ask(life)
    elif life.chance(MEETS):
        _invite(life)
    else:
        life.at(life.later(UNTIL_TALK(life.rng)), talk)


def seen(life: Life) -> None:
    """Whoever opens the file leaves a line."""
    if life.chance(LOOKS):
        life.ledger("case.seen", "referral", life.id, life.desk)


def clarified(life: Life) -> None:
    """Clarification begins with the first thing that somebody does about it."""
    if life.stage in (Stage.SUBMITTED, Stage.REOPENED):
        life.move(Move.CLARIFY, life.desk)


def _flag(life: Life) -> None:
    flag = likely.FLAGS(life.rng)
    life.flag = (flag, life.one(words.FLAGGED[flag]))
    life.version += 1
    life.ledger("case.flag", "referral", life.id, life.desk, detail={"before": None, "after": flag})


def _ask(life: Life) -> None:
    clarified(life)
    question_id = life.uuid()
    life.question = life.add(
        "question", question_id, life.world.hub_id, life.id, life.one(words.QUESTIONS), life.stamp, life.desk.id, "",
        None, None, None,
    )  # fmt: skip
    life.asked_at = life.now
    link = life.link(Purpose.QUESTION, question_id)
    life.letter("question", life.email, f"question:{question_id}", name=life.referrer, link=link[0])
    life.version += 1
    life.ledger("question.ask", "question", question_id, life.desk)
    life.at(life.later(UNTIL_ANSWER(life.rng)), _answer, link[0])


def _answer(life: Life, link: str) -> None:
    question = life.question
    if question is None:
        return
    text = life.one(words.ANSWERS)
    question[6], question[7], question[8] = text, life.stamp, life.known(life.now + timedelta(hours=18))
    life.question = life.asked_at = None
    life.say("answer", text, life.referrer)
    life.version += 1
    life.ledger("question.answer", "question", question[0], "link", link=link)
    life.at(life.later(life.some(1, 3)), talk)


def _invite(life: Life) -> None:
    clarified(life)
    at = midnight(life.later(life.some(1, 5)).date()) + timedelta(hours=life.some(9, 16), minutes=30 * life.some(0, 1))
    way, place = life.one(WAYS_TO_MEET)
    meeting_id = life.uuid()
    life.meeting = life.add(
        "appointment", meeting_id, life.world.hub_id, life.id, at.isoformat(), 45, way, place, 0, "", "", None, None
    )
    life.meets_at = at
    link = life.link(Purpose.REFERRAL, life.id)[0]
    uid = f"{meeting_id}@{life.world.inbox.rpartition('@')[2]}"
    life.letter(
        "appointment", life.email, f"appointment:{meeting_id}:0", name=life.referrer, link=link, at=at, minutes=45,
        way=way, place=place, moved=False,
        ics=calendar(uid, at, 45, life.number, place or "telefoon", life.world.inbox, life.email),
    )  # fmt: skip
    life.version += 1
    life.ledger("appointment.make", "appointment", meeting_id, life.desk)
    life.at(at + timedelta(minutes=life.some(50, 200)), talk)


def talk(life: Life) -> None:
    """The clarification itself; a note or a mail may come between it and what follows."""
    clarified(life)
    decided, meeting = life.one(words.DECIDED), life.meeting
    if meeting:
        meeting[8:11] = ["de aanmelder en het meldpunt", decided, life.stamp]
        life.meeting = life.meets_at = None
    text = f"Wie was erbij: de aanmelder en het meldpunt\n\nSamen beslist: {decided}\n\n{life.one(words.TALKS)}"
    said = life.say("talk", text, life.desk)
    life.talked = True
    life.version += 1
    life.ledger("case.talk", "message", said, life.desk, detail={"appointment": meeting[0]} if meeting else {})
    seen(life)
    if life.chance(NOTES):
        life.at(life.later(life.some(1, 4)), note)
    if life.chance(REPLIES):
        life.at(life.later(life.some(1, 20)), _reply)
    life.at(life.later(UNTIL_ENDED(life.rng)), WAY[likely.WAYS(life.rng)])


def note(life: Life) -> None:
    if life.stage != Stage.CLOSED:
        kind = "call" if life.chance(0.4) else "note"
        said = life.say(kind, life.one(words.NOTES), life.one(life.world.duty))
        life.version += 1
        life.ledger(f"case.{kind}", "message", said, life.desk)


def _reply(life: Life) -> None:
    """The referrer adds something on the own page."""
    if life.stage != Stage.CLOSED:
        life.say("form", life.one(words.REPLIES), life.referrer)
        life.version += 1


WAY = {
    "advice": endings.advice, "not_for_us": endings.not_for_us, "withdrawn": endings.withdraw,
    "elsewhere": endings.elsewhere, "hub": table.by_the_hub, "table": table.prepare,
}  # fmt: skip
