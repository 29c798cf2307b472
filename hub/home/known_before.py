"""Whether the youngster of a case was known already, for its page: without names, and side by side with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from hub.dispatch import identity, sight
from hub.dispatch.case import Stage
from hub.dispatch.codes import VERDICT_WORDS, Verdict
from hub.dispatch.likeness import Known
from hub.dispatch.likeness_words import told
from hub.dispatch.lookalikes import Lookalike, cases_of, known_of, likely_beside, lookalikes
from hub.dispatch.sight import CaseLine
from hub.dispatch.tables import Referral
from hub.dispatch.telling_apart import told_about
from hub.store import Work
from hub.wording import N_, _, exact

# While the desk is finding out what it is about; afterwards what was decided is enough.
ON_ARRIVAL = (Stage.SUBMITTED, Stage.CLARIFICATION)
# In the order of the buttons.
VERDICTS = {
    Verdict.SAME: N_("Dezelfde jongere"), Verdict.SIBLING: N_("Broer of zus"), Verdict.OTHER: N_("Iemand anders"),
}  # fmt: skip


@dataclass(frozen=True)
class Before:
    """Cases of somebody who may be, or is, the same or a sibling; `decided` says which, else `agrees` what agrees."""

    cases: Sequence[CaseLine]
    agrees: Sequence[str] = ()
    decided: str = ""


def before(work: Work, case: Referral) -> list[Before]:
    """What the page of the case says, without a name. Who was decided to be somebody else is not told again."""
    if case.youngster_id is None:
        return []
    if case.stage in ON_ARRIVAL or case.look_over_since:
        found = [(one.cases, told(one.likeness), one.told) for one in likely_beside(work, case)]
    else:
        decided = told_about(work, case.youngster_id)
        cases = cases_of(work, list(decided))
        found = [(cases.get(one, []), [], said) for one, said in decided.items()]
    return [
        Before(cases, agrees, _(VERDICT_WORDS[Verdict(said.verdict)]) if said else "")
        for cases, agrees, said in found
        if cases and not (said and said.verdict == Verdict.OTHER)
    ]


@dataclass(frozen=True)
class Beside:
    """One lookalike beside the youngster of the case: of each field what, here, there, whether it is the very same."""

    youngster_id: UUID
    cases: Sequence[CaseLine]
    fields: Sequence[tuple[str, str, str, bool]]
    agrees: Sequence[str]
    decided: str


def side_by_side(work: Work, referral_id: UUID) -> dict[str, Any]:
    """What templates/home/known_before.html needs; each name in it is a look that the ledger keeps."""
    found = lookalikes(work, referral_id)
    case = sight.case_for(work, referral_id)
    youngster = identity.youngster_of(work, case)
    here = known_of(youngster) if youngster else Known()
    return {
        "case": case, "verdicts": [(code.value, _(label)) for code, label in VERDICTS.items()],
        "beside": [_beside(here, one) for one in found],
    }  # fmt: skip


def _beside(here: Known, one: Lookalike) -> Beside:
    labels = (_("Voornaam"), _("Familienaam"), _("Geboortedatum"), _("Postcode"))
    pairs = zip(labels, _shown(here), _shown(one.known), strict=True)
    decided = _(VERDICT_WORDS[Verdict(one.told.verdict)]) if one.told else ""
    fields = [(label, ours, theirs, bool(ours) and ours == theirs) for label, ours, theirs in pairs]
    return Beside(one.youngster_id, one.cases, fields, told(one.likeness), decided)


def _shown(known: Known) -> tuple[str, str, str, str]:
    born = exact(date.fromisoformat(known.born)) if known.born else ""
    return known.first_name, known.last_name, born, known.postcode
