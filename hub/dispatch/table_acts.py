"""What one can do with a case at the table, as one table: a form's name and the operation behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hub.asker import Role
from hub.dispatch import agenda, claims, deciding, ending, held_places, taken_up
from hub.dispatch.agendas import recorded, taking_back
from hub.dispatch.agendas.lapsing import must_be_told
from hub.dispatch.case import Move, Stage
from hub.dispatch.case_team import left_open, meetings
from hub.dispatch.clarify import take_as
from hub.dispatch.clockwork.starting import sure_of_start
from hub.dispatch.consult.begun import is_consult
from hub.dispatch.table_tables import Claim
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.partners.tables import Organisation
from hub.people.rights import Right
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import Form, id_in, many, moment_in, one
from hub.wording import N_, _

WAITS = {
    "wait": Move.WAIT,
    "meet_client": Move.MEET_CLIENT,
    "ask_experts": Move.ASK_EXPERTS,
    "ask_others": Move.CONSULT,
}
OF_MEETING = ("meet_client_lasts", "meet_client_place", "meet_client_video_link")
CONSULT = "consult"  # the outcome of a consult only
# The table weighed it, and that was all that it needed. The referrer reads what was decided.
ENDS: dict[str, Callable[[Work, UUID, str], None]] = {
    "talk_was_enough": ending.talk_was_enough,
    CONSULT: ending.answer_consult,
    "not_for_us": ending.not_for_us,
}
DECISION_WORDS = {
    "wait": N_("Op de wachtlijst"),
    "meet_client": N_("Een cliëntoverleg"),
    "ask_experts": N_("De expertisetafel"),
    "ask_others": N_("Eerst een consult: vragen wat anderen denken"),
    "talk_was_enough": N_("Het gesprek was genoeg"),
    CONSULT: N_("Het consult is beantwoord"),
    "not_for_us": N_("Niet voor het meldpunt"),
}


@dataclass(frozen=True)
class TableForm:
    """The fields of one form, each under its own prefix, so that many forms can stand on one page."""

    data: Form
    prefix: str

    def text(self, name: str) -> str:
        return one(self.data, f"{self.prefix}_{name}")

    def all(self, start: str) -> dict[str, str]:
        """Every field of this form of which the name begins so."""
        names = [
            name.removeprefix(f"{self.prefix}_") for name in self.data if name.startswith(f"{self.prefix}_{start}")
        ]
        return {name: self.text(name) for name in names}

    def id(self, name: str) -> UUID:
        found = id_in(self.data, f"{self.prefix}_{name}")
        if found is None:
            raise Invalid({name: _("Maak een keuze.")})
        return found

    def id_or_none(self, name: str) -> UUID | None:
        return id_in(self.data, f"{self.prefix}_{name}")

    def several(self, name: str) -> list[str]:
        return many(self.data, f"{self.prefix}_{name}")

    def day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            return None


def claim(work: Work, referral_id: UUID, form: TableForm) -> str:
    role = form.text("role") or "lead"
    made = claims.claim(work, referral_id, form.id("offer"), role, form.text("commitment"))
    if made.organisation_id not in work.asker.organisations_as(Role.PARTNER):
        partner = work.session.get_one(Organisation, made.organisation_id).name
        return (
            _("Genoteerd: %(partner)s neemt op. Bevestig hieronder.", partner=partner)
            if made.role == "lead"
            else _("Genoteerd: %(partner)s doet mee. Bevestig hieronder.", partner=partner)
        )
    return (  # the same whatever was written: a word about names would tell which of them is the right one
        _("Genoteerd: jullie doen mee. De coördinator bevestigt dat nog.")
        if made.role == "co"
        else _("Genoteerd: jullie nemen deze vraag op. De coördinator bevestigt dat nog.")
    )


def decline(work: Work, referral_id: UUID, form: TableForm) -> str:
    answer = claims.decline(
        work, referral_id, form.text("reason"), form.text("note"), organisation_id=form.id_or_none("organisation")
    )
    if answer.organisation_id not in work.asker.organisations_as(Role.PARTNER):
        partner = work.session.get_one(Organisation, answer.organisation_id).name
        return _("Genoteerd: %(partner)s neemt niet op.", partner=partner)
    return _("Genoteerd. Bedankt om te antwoorden.")


def withdraw(work: Work, referral_id: UUID, form: TableForm) -> str:
    claims.withdraw_claim(work, _claim_here(work, referral_id, form))
    return _("De opname is ingetrokken. De plaats is weer vrij.")


def confirm(work: Work, referral_id: UUID, form: TableForm) -> str:
    day = form.day("agreed_start")
    if form.text("agreed_start") and day is None:
        raise Invalid({"agreed_start": _("Kies een dag.")})
    track = claims.confirm(
        work,
        _claim_here(work, referral_id, form),
        day,
        leads=form.text("lead") == "1",
        clb=form.text("clb"),
        waive=form.text("waive") == "1",
    )
    sure_of_start(work, track.organisation_id, "agreed_start", day, form.text("agreed_start_anyway"))
    hear = taken_up.who_hears(work, work.session.get_one(Referral, referral_id), track.organisation_id)
    return f"{_('Bevestigd.')} {hear}".strip()


def refuse(work: Work, referral_id: UUID, form: TableForm) -> str:
    gone = claims.refuse_claim(work, _claim_here(work, referral_id, form), form.text("reason"))
    if gone.role == "lead" and held_places.waiting_claims(work, referral_id):
        return _("De opname is niet gekozen. De plaats is weer vrij. Niemand heeft nu de leiding: spreek dat eerst af.")
    return _("De opname is niet gekozen. De plaats is weer vrij.")


def decide(work: Work, referral_id: UUID, form: TableForm) -> str:
    chosen, note = form.text("decision"), form.text("note")
    for name in (*OF_MEETING, "ends_why"):  # also beside another decision, where they count for nothing
        clean(name, form.text(name))
    if chosen in WAITS or chosen in ENDS:
        must_be_told(work, take_as(work, referral_id, Right.DECIDE), None, form.text("told"))
    if chosen in WAITS:
        deciding.park(
            work, referral_id, WAITS[chosen], form.day("review_on"), note,
            session_id=form.id_or_none(f"{chosen}_session"), watcher_id=form.id_or_none("watcher"),
            meeting=_meeting(form) if chosen == "meet_client" else None,
        )  # fmt: skip
    elif chosen == CONSULT and not is_consult(work, work.found(Referral, referral_id)):
        raise Invalid({"decision": _("Dit is geen consult. Kies iets anders.")})
    elif chosen in ENDS:
        if form.text("sure") != "1":
            raise Invalid({"sure": _("Zet een vinkje als je zeker bent: dit neem je niet terug.")})
        deciding.weighed(work, referral_id)
        left_open.settle(work, referral_id, form.all("afspraak-"), form.text("ends_why"))
        ENDS[chosen](work, referral_id, note)
    else:
        raise Invalid({"decision": _("Kies wat de tafel beslist.")})
    number = work.session.get_one(Referral, referral_id).number
    return _("Genoteerd bij %(number)s: %(decision)s.", number=number, decision=_(DECISION_WORDS[chosen]))


def discuss(work: Work, referral_id: UUID, form: TableForm) -> str:
    agenda.discuss(work, referral_id)
    return _("Besproken. Wie nog niet antwoordde, krijgt daar nog tijd voor.")


def postpone(work: Work, referral_id: UUID, form: TableForm) -> str:
    reason = clean("reason", form.text("reason"))  # also where it cannot be put off any more
    agenda.postpone(work, form.id("item"), form.id_or_none("session"), reason)
    return _("Verschoven naar een latere zitting.")


def take_back(work: Work, referral_id: UUID, form: TableForm) -> str:
    return taking_back.take_back(work, referral_id)


def claim_back(work: Work, referral_id: UUID, form: TableForm) -> str:
    return recorded.claim_back(work, referral_id, _claim_here(work, referral_id, form))


def decline_back(work: Work, referral_id: UUID, form: TableForm) -> str:
    return recorded.decline_back(work, referral_id, form.id("organisation"))


def confirm_back(work: Work, referral_id: UUID, form: TableForm) -> str:
    return recorded.confirm_back(work, referral_id, _claim_here(work, referral_id, form))


def _meeting(form: TableForm) -> meetings.Typed | None:
    """The client meeting as it was typed; None while no day was."""
    if not form.text("meet_client_day"):
        return None
    return meetings.Typed(
        moment_in(form.text("meet_client_day"), form.text("meet_client_time")), form.text("meet_client_lasts"),
        form.text("meet_client_place"), form.text("meet_client_video_link"), form.several("meet_client_invitees"),
    )  # fmt: skip


def _claim_here(work: Work, referral_id: UUID, form: TableForm) -> UUID:
    """The claim that a form names; NotFound for one of another case, for which this page or its link does not speak."""
    claim_id = form.id("claim")
    if work.asker.has(Role.COORDINATOR) and work.session.get(Claim, claim_id) is None:
        raise Refused(_("Deze opname is er niet meer. Kijk hoe het nu staat."))  # it was noted by mistake
    if work.found(Claim, claim_id).referral_id != referral_id:
        raise NotFound
    return claim_id


Act = Callable[[Work, UUID, TableForm], str]
ACTS: dict[str, Act] = {
    "opname": claim,
    "weigering": decline,
    "intrekken": withdraw,
    "bevestigen": confirm,
    "niet-gekozen": refuse,
    "beslissing": decide,
    "besproken": discuss,
    "uitstel": postpone,
    "terug": take_back,
    "opname-terug": claim_back,
    "weigering-terug": decline_back,
    "bevestiging-terug": confirm_back,
}


def is_undone(work: Work, referral_id: UUID, slug: str, form: TableForm) -> bool:
    """Whether the chair can take this back on the next page: where the case lies it can be taken back as well."""
    if slug == "weigering" and work.asker.has(Role.COORDINATOR):
        return work.session.get_one(Referral, referral_id).stage == Stage.REOPENED
    return slug == "uitstel" or (slug == "beslissing" and form.text("decision") in WAITS)


def act_named(slug: str) -> Act:
    if slug not in ACTS:
        raise NotFound
    return ACTS[slug]
