"""Operations of an administrator on agreements with municipalities; what stood there before is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub import ledger
from hub.clock import SchoolYear
from hub.faults import Faults
from hub.hubs import Hub
from hub.partners import funding_sight
from hub.partners.funding import Function, Stage
from hub.partners.funding_tables import MunicipalAgreement
from hub.people.rights import Right, require
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _

KNOWN, STAGES = frozenset(Function), frozenset(Stage)
FIRST, LAST = 2010, 2100


@dataclass(frozen=True)
class AgreementData:
    """What is typed about an agreement; years are written as 2026-2027, no last one is until further notice."""

    stage: str
    functions: Sequence[str]
    from_year: str
    until_year: str = ""
    note: str = ""


def set_extra(work: Work, hub_id: UUID, functions: Sequence[str]) -> None:
    """Which functions only municipalities have that co-fund them."""
    require(work.asker, Right.MANAGE, hub_id)
    hub = work.held(Hub, hub_id)
    faults = Faults()
    if any(one not in KNOWN for one in functions):
        faults.say("extra", _("Kies functies uit de lijst."))
    faults.tell()
    hub.extra_functions = [one for one in Function if one in functions]
    work.session.flush()
    ledger.write(work, "agreement.extra", "hub", hub.id, hub_id=hub.id, functions=hub.extra_functions)


def agree(work: Work, hub_id: UUID, nis: str, data: AgreementData) -> MunicipalAgreement:
    """One more agreement with a municipality of the hub's area."""
    require(work.asker, Right.MANAGE, hub_id)
    place = funding_sight.at_place(work, hub_id, nis)
    made = _row(work, place.hub.id, nis, data)
    work.session.add(made)
    work.session.flush()
    ledger.write(work, "agreement.make", "agreement", made.id, hub_id=hub_id, nis=nis, stage=made.stage)
    return made


def change(work: Work, hub_id: UUID, nis: str, row_id: UUID, data: AgreementData) -> MunicipalAgreement:
    """The agreement as it stands from now on. Refused when somebody else changed it since `row_id` was shown."""
    require(work.asker, Right.MANAGE, hub_id)
    before = work.held(MunicipalAgreement, row_id)
    if (before.hub_id, before.nis) != (hub_id, nis):
        raise NotFound
    if before.superseded_at is not None:
        raise Refused(_("Iemand anders paste deze overeenkomst net aan. Kijk hoe ze nu staat."))
    after = _row(work, hub_id, nis, data)
    if _said(before) == _said(after):
        return before
    after.agreement_id = before.agreement_id
    before.superseded_at = work.now
    work.session.flush()
    work.session.add(after)
    work.session.flush()
    ledger.write(work, "agreement.change", "agreement", after.id, hub_id=hub_id, nis=nis, stage=after.stage)
    return after


def _said(row: MunicipalAgreement) -> tuple[object, ...]:
    return (row.stage, row.functions, row.from_year, row.until_year, row.note)


def _row(work: Work, hub_id: UUID, nis: str, data: AgreementData) -> MunicipalAgreement:
    faults = Faults()
    stage = faults.one_of("stage", data.stage, STAGES, _("Kies hoever de overeenkomst staat."))
    if not data.functions or any(one not in KNOWN for one in data.functions):
        faults.say("functions", _("Kies minstens één functie."))
    first = _year(faults, "from_year", data.from_year, needed=True)
    last = _year(faults, "until_year", data.until_year)
    if first and last and last < first:
        faults.say("until_year", _("Het laatste schooljaar komt na het eerste."))
    note = faults.text("note", data.note, at_most=500)
    faults.tell()
    return MunicipalAgreement(
        hub_id=hub_id, nis=nis, stage=stage, functions=[one for one in Function if one in data.functions],
        from_year=first, until_year=last or None, note=note, made_at=work.now, made_by=work.asker.person_id,
    )  # fmt: skip


def _year(faults: Faults, field: str, typed: str, *, needed: bool = False) -> int:
    """The year in which it starts; 0 where none is needed or it cannot be read."""
    if not typed.strip() and not needed:
        return 0
    try:
        year = SchoolYear.parse(typed).start_year
    except ValueError:
        year = 0
    if not FIRST <= year <= LAST:
        faults.say(field, _("Kies een schooljaar."))
    return year
