"""How an invented case comes in: who is worried about whom, and by which way it reaches the hub."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from hub import places
from hub.dispatch.case import Move, Stage
from hub.home.seed import likely, words
from hub.home.seed.files import kept
from hub.home.seed.life import Life
from hub.home.seed.world import Referring, Someone
from hub.intake.mail.reading import digest_of
from hub.links import Purpose
from hub.wording import initials, sort_key

WITH_FILE, AS_CONCEPT, CONFIRMS = 0.05, 0.12, 0.5


@dataclass(frozen=True)
class SeededYoungster:
    id: str
    first_name: str
    last_name: str
    birth_date: date
    gender: str
    nis: str
    referred_at: datetime


def open_case(life: Life, moment: datetime, before: SeededYoungster | None) -> SeededYoungster | None:
    """Write the case as it comes in at this moment; returns its youngster, if it is about one.

    `before` is a youngster who was referred earlier and is again.
    """
    life.go_to(moment)
    life.since = moment
    rng = life.rng
    channel, subject = likely.CHANNELS(rng), likely.SUBJECTS(rng)
    youngster = (before or _youngster(life)) if subject == "pupil" else None
    if youngster and not before:
        _write_youngster(life, youngster)
    place, person = _referrer(life, channel)
    school = place if place.kind == "school" else life.one(life.world.referring["school"])
    life.referrer, life.email = person[0], person[2]
    life.initials = initials(youngster.first_name, youngster.last_name) if youngster else ""
    life.opening = _values(life, channel, subject, youngster, place, person, school)
    _come_in(life, channel, place)
    if rng.random() < WITH_FILE:
        _attach(life, None)
    return youngster


def _youngster(life: Life) -> SeededYoungster:
    rng, today = life.rng, life.today
    gender, age = likely.GENDERS(rng), likely.AGES(rng)
    first = life.one(words.GIRLS if gender == "V" else words.BOYS)
    birthday = date(today.year - int(age), today.month, min(today.day, 28)) - timedelta(days=life.some(0, 363))
    return SeededYoungster(
        life.uuid(), first, life.one(words.FAMILIES), birthday, gender, life.world.home(rng), life.now
    )


def _write_youngster(life: Life, one: SeededYoungster) -> None:
    life.add(
        "youngster", one.id, life.world.hub_id, one.first_name, one.last_name,
        sort(f"{one.last_name} {one.first_name}"), one.birth_date.isoformat(), one.gender, _postcode(one.nis), one.nis,
        "", life.stamp,
    )  # fmt: skip


def _referrer(life: Life, channel: str) -> tuple[Referring, tuple[str, str, str]]:
    if channel == "partner":
        partner = life.one(life.world.partners)
        name = life.one(partner.people).name if partner.people else partner.name
        return Referring(partner.id, partner.name, "welfare", "", ()), (name, "begeleider", partner.email)
    place = life.one(life.world.referring[likely.REFERRERS(life.rng)])
    return place, life.one(place.people)


def _values(
    life: Life, channel: str, subject: str, youngster: SeededYoungster | None, place: Referring,
    person: tuple[str, str, str], school: Referring,
) -> dict[str, Any]:  # fmt: skip
    rng = life.rng
    urgent = rng.random() < 0.16
    reason = likely.REASONS(rng)
    other = likely.REASONS(rng) if rng.random() < 0.4 else reason
    structure = "321" if school.name.startswith(words.SPECIAL) else likely.STRUCTURES(rng)
    return {
        "form_key": life.uuid() if channel == "form" else None, "channel": channel,
        "in_crisis_mode": likely.in_crisis(life.today), "created_at": life.stamp,
        "referrer_name": person[0], "referrer_function": person[1], "referrer_organisation": place.name,
        "referrer_organisation_id": place.id, "referrer_kind": place.kind, "referrer_email": person[2],
        "referrer_phone": "", "referrer_confirmed_at": life.stamp if rng.random() < CONFIRMS else None,
        "clb_contact": life.one(life.one(life.world.referring["clb"]).people)[0] if rng.random() < 0.7 else "",
        "urgent": urgent, "urgency_motive": life.one(words.URGENT) if urgent else "", "subject_kind": subject,
        "youngster_id": youngster.id if youngster else None, "school_name": school.name,
        "school_organisation_id": school.id, "school_nis": school.nis or None, "structure": structure,
        "grade": str(life.some(1, 3)), "finality": likely.FINALITIES(rng), "main_reason": reason,
        "other_reasons": f"{{{other}}}" if other != reason else "{}", "story": life.one(words.STORIES),
        "sections": life.one(SECTIONS) if subject == "pupil" else "{}",
    }  # fmt: skip


def _come_in(life: Life, channel: str, place: Referring) -> None:
    """The case, its first line in the ledger, and the letter that says that it arrived."""
    if channel == "phone":
        _noted(life, life.one(life.world.duty))
        return
    asker = "nobody" if channel in ("form", "partner") else "worker"
    _opens(life, Stage.SUBMITTED, asker)
    if channel == "mail":
        _mail(life, place)
        return
    if channel == "form":
        life.link(Purpose.REFERRAL, life.id, browser=hashlib.sha256(life.id.encode()).hexdigest())
    receipt(life)


def _opens(life: Life, stage: Stage, who: Someone | str) -> None:
    life.stage, life.submitted_at = stage, life.now if stage == Stage.SUBMITTED else None
    act = "case.concept" if stage == Stage.CONCEPT else f"case.{Move.SUBMIT}"
    life.moves.append((None, stage))
    life.ledger(act, "referral", life.id, who, move=(None, stage), detail={"channel": life.opening["channel"]})


def _noted(life: Life, who: Someone) -> None:
    """A call, noted at once or as a concept that is handed in later."""
    if life.rng.random() >= AS_CONCEPT:
        _opens(life, Stage.SUBMITTED, who)
        receipt(life)
        return
    _opens(life, Stage.CONCEPT, who)
    life.at(life.later(life.some(0, 2)), _handed_in, who)


def _handed_in(life: Life, who: Someone) -> None:
    life.move(Move.SUBMIT, who)
    receipt(life)


def receipt(life: Life) -> None:
    watched = life.watched()
    due = watched.due_at.date() if watched else None
    link = life.link(Purpose.REFERRAL, life.id)[0]
    life.letter("receipt", life.email, f"receipt:{life.id}", name=life.referrer, link=link, due=due)


def _mail(life: Life, place: Referring) -> None:
    """The mail as it came, sealed; the case was drawn from it and its sender got the number."""
    text = words.LETTERHEAD.format(story=life.opening["story"], name=life.referrer, organisation=place.name)
    mail_id, when = life.uuid(), life.now
    message_id = f"<{mail_id}@{life.email.rpartition('@')[2]}>"
    raw = (
        f"From: {life.referrer} <{life.email}>\r\nTo: {life.world.inbox}\r\nSubject: Nieuwe zorg\r\n"
        f"Date: {when:%d %b %Y %H:%M:%S} +0000\r\nMessage-ID: {message_id}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    ).encode()
    life.add(
        "raw_mail", life.stamp, 1, life.stamp, f"imap:seed:{mail_id}", mail_id, life.world.hub_id, "imap", "INBOX",
        kept(life, raw), digest_of(raw), message_id, life.stamp, "referral", "new", life.id, "Nieuwe zorg",
        life.referrer, life.email, text, text, True,
    )  # fmt: skip
    life.add("mail_referral", mail_id, life.id)
    life.ledger("mail.drawn", "raw_mail", mail_id, "worker")
    link = life.link(Purpose.REFERRAL, life.id)[0]
    life.letter("acknowledgement", life.email, f"acknowledgement:{mail_id}", link=link)
    life.ledger("mail.referral", "raw_mail", mail_id, "worker", detail={"reason": "new"})


def _attach(life: Life, raw_mail: str | None) -> None:
    content = b"week;halve dagen\n" + b"".join(b"%d;%d\n" % (week, life.some(0, 9)) for week in range(36, 52))
    document_id = life.uuid()
    life.add(
        "document", document_id, life.world.hub_id, life.id, raw_mail, kept(life, content), "afwezigheden.csv",
        "text/plain", len(content), life.stamp,
    )  # fmt: skip
    life.ledger("document.add", "document", document_id, "nobody")


def again(rng: Random, pool: list[SeededYoungster], moment: datetime) -> SeededYoungster | None:
    """Somebody who was referred before, long enough ago to be referred again."""
    if not pool or rng.random() >= likely.AGAIN:
        return None
    one = pool[int(rng.random() * len(pool))]
    return one if timedelta(days=60) < moment - one.referred_at < timedelta(days=1100) else None


def _sections() -> list[str]:
    """What referrers fill in later, in a few shapes."""
    made = []
    for n, half_days in enumerate((6, 14, 22, 38)):
        for phase in ("raised", "extended"):
            sections = {
                "absence": {
                    "half_days": half_days, "worrying_file": "yes" if half_days > 15 else "no", "measure": "none",
                },
                "question": {
                    "school_wants": words.ASKED[n], "strengths": words.STRENGTHS[n], "care_phase": phase,
                    "tried": "Gesprekken met de leerling en de ouders, een aangepast uurrooster, een vaste mentor.",
                    "earlier_naft": "no",
                },
                "parents": {"people": [{"relation": "moeder", "authority": "yes", "informed": "yes"}]},
                "network": {"services": "CLB\nHuisarts", "trusted_person": "oma"},
                "consent": {"youngster_informed": "yes", "share": "yes", "start": "not_asked"},
            }  # fmt: skip
            made += [json.dumps(sections), json.dumps({"absence": sections["absence"]}), "{}"]
    return made


SECTIONS = _sections()


@cache
def _postcode(nis: str) -> str:
    return places.postcodes(nis)[0]


@cache
def sort(name: str) -> str:
    return sort_key(name)
