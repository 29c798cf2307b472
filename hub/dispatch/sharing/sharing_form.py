"""The part of the card's page where the coordinator records who may read it: what it shows and what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.clock import brussels_date
from hub.dispatch.codes import SubjectKind
from hub.dispatch.identity import age_on, youngster_of
from hub.dispatch.proposing import partners_of
from hub.dispatch.sharing import legal_sight
from hub.dispatch.sharing.gate import GETS_WORDS, HOW_WORDS, SAID_WORDS, About, Gets, How, Said, Whose, decides, wanted
from hub.dispatch.sharing.legal import PIECE_WORDS
from hub.dispatch.sharing.recording import Key, Typed
from hub.dispatch.sharing.sharing_sight import Receiver, answers_of, gate_of, receivers_of, replaced_answers
from hub.dispatch.sharing.sharing_tables import SharingAnswer
from hub.dispatch.table_tables import TableCard
from hub.dispatch.tables import Referral
from hub.store import Work
from hub.web import Form, day_in, is_id, one
from hub.wording import N_, _, date_words, list_words

A, W = About, Whose
TO = "receiver-"
QUESTIONS: dict[Key, str] = {
    (A.INFORMED, W.YOUNGSTER): N_("Weet de jongere dat partners dit lezen?"),
    (A.INFORMED, W.PARENTS): N_("Weten de ouders dat partners dit lezen?"),
    (A.SHARE, W.YOUNGSTER): N_("Gaat de jongere akkoord om te delen?"),
    (A.SHARE, W.PARENTS): N_("Gaan de ouders akkoord om te delen?"),
    (A.START, W.YOUNGSTER): N_("Gaat de jongere akkoord om te starten?"),
    (A.START, W.PARENTS): N_("Gaan de ouders akkoord om te starten?"),
}


@dataclass(frozen=True)
class Question:
    """One question, with what stands there now: recorded, or proposed by what the form says."""

    name: str
    label: str
    value: str
    recorded: str  # when and how, in words; "" where nothing is recorded yet
    proposed: bool
    optional: bool


def name_of(what: Key) -> str:
    return f"{what[0]}_{what[1]}"


def typed_in(data: Form) -> Typed:
    """What was filled in, as it can be recorded."""
    named = {name.removeprefix(TO): one(data, name) for name in data if name.startswith(TO)}
    receivers = {UUID(to): gets for to, gets in named.items() if is_id(to)}
    return Typed(
        answers={what: said for what in QUESTIONS if (said := one(data, name_of(what)))},
        reason=one(data, "reason"), asked_by=one(data, "asked_by"), on=day_in(data, "on"),
        how=one(data, "how") or How.TALK, receivers=receivers, weighed=one(data, "weighed") == "1",
    )  # fmt: skip


def shown(work: Work, referral: Referral, data: Form | None = None) -> dict[str, Any] | None:
    """What the part shows, with what was typed where it comes back; None for a case about no one youngster."""
    if referral.subject_kind != SubjectKind.PUPIL:
        return None
    youngster, today = youngster_of(work, referral), brussels_date(work.now)
    age = age_on(youngster.birth_date, today) if youngster else None
    kept = answers_of(work, referral.id)
    proposed = said_on_the_form(referral.sections, decides(age))
    gate, card = gate_of(work, referral.id), work.session.get(TableCard, referral.id)
    receivers = receivers_of(work, referral.id, partners_of(work, referral.hub_id))
    values = {str(it.id): (one(data, f"{TO}{it.id}") if data else "") or it.gets for it in receivers}
    last = max(kept.values(), key=lambda it: it.noted_at, default=None)
    return {
        "questions": [
            _question(what, kept.get(what), proposed.get(what, ""), data)
            for what in (*wanted(age), (A.START, decides(age)))
        ],
        "said_options": [(str(code), _(said)) for code, said in SAID_WORDS.items()],
        "how_options": [(str(code), _(said)) for code, said in HOW_WORDS.items()],
        "reason": one(data, "reason") if data else next((it.reason for it in kept.values() if it.reason), ""),
        "asked_by": one(data, "asked_by") if data else (last.asked_by if last else work.asker.name),
        "on": (day_in(data, "on") if data else None) or today,
        "how": one(data, "how") if data else (last.how if last else How.TALK),
        "receivers": [(it, _options(it), values[str(it.id)]) for it in receivers],
        "who_gets": _in_short(receivers, values), "weighed": any(it.recorded for it in receivers),
        "shut": gate.why_shut(), "refused": gate.refused,
        "before": bool(card and card.before_record and not kept),
        "capable": decides(age) == W.YOUNGSTER, "age_known": age is not None,
        "legal": legal_sight.editions_of(work, referral.hub_id).now,
        "legal_pieces": [(piece, _(label)) for piece, label in PIECE_WORDS.items()],
        "history": [_in_words(it) for it in replaced_answers(work, referral.id)],
    }  # fmt: skip


def said_on_the_form(sections: Mapping[str, Any], decider: Whose) -> dict[Key, str]:
    """What whoever referred wrote about it: a proposal, which counts once the coordinator records it."""
    consent = sections.get("consent") or {}
    parents = [it.get("informed") for it in (sections.get("parents") or {}).get("people") or []]
    said = {
        (A.INFORMED, W.YOUNGSTER): consent.get("youngster_informed"),
        (A.INFORMED, W.PARENTS): "yes" if "yes" in parents else "no" if "no" in parents else "",
        (A.SHARE, decider): consent.get("share"), (A.START, decider): consent.get("start"),
    }  # fmt: skip
    return {what: answer for what, answer in said.items() if answer in set(Said)}


def _question(what: Key, kept: SharingAnswer | None, proposed: str, data: Form | None) -> Question:
    value = one(data, name_of(what)) if data else kept.said if kept else proposed
    recorded = _how(kept) if kept else ""
    optional = what[0] == A.START
    return Question(
        name_of(what), _(QUESTIONS[what]), value, recorded, bool(proposed) and kept is None and data is None, optional
    )


def _how(kept: SharingAnswer) -> str:
    under = _("tekst versie %(number)s", number=kept.text_version) if kept.text_version else ""
    parts = (_(HOW_WORDS[How(kept.how)]), kept.asked_by, date_words(kept.said_on), under)
    return ", ".join(part for part in parts if part)


def _in_words(kept: SharingAnswer) -> str:
    """ "Weet de jongere …? nee (in een gesprek, Hilde, dinsdag 3 november)"."""
    what = (About(kept.about), Whose(kept.whose))
    return f"{_(QUESTIONS[what])} {_(SAID_WORDS[Said(kept.said)])} ({_how(kept)})"


def _options(to: Receiver) -> list[tuple[str, str]]:
    """What fits this partner: shared secrecy needs one that is bound by it."""
    without = Gets.AGREED if to.bound else Gets.CARD
    return [(str(code), _(said)) for code, said in GETS_WORDS.items() if code != without]


def _in_short(receivers: Sequence[Receiver], values: Mapping[str, Any]) -> str:
    """ "Kompas NAFT en Springplank lezen de kaart; Buddyhuis niet."."""
    reads = [it.name for it in receivers if values[str(it.id)] in (Gets.CARD, Gets.AGREED)]
    others = [it.name for it in receivers if it.name not in reads]
    parts = (
        _("Lezen de kaart: %(who)s.", who=list_words(reads)) if reads else _("Geen enkele partner leest de kaart."),
        _("Lezen ze niet: %(who)s.", who=list_words(others)) if others else "",
    )
    return " ".join(part for part in parts if part)
