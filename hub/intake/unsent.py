"""The first step of a form that is kept to be sent later: a link of its own, a word before it goes, and no referral."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, links, national_number
from hub.dispatch.straight import FIELD as STRAIGHT
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake import form_keys, kept_links, papers
from hub.intake.copying import CHECKED, COPIED
from hub.intake.draft import Draft
from hub.intake.from_consult import CONSULT, SURE
from hub.intake.kept_links import KEPT, LIVES, share_of, write_letter
from hub.intake.referring_for import FIELD
from hub.intake.tables import UnsentForm, UnsentShare
from hub.intake.typed import HOLDS_NUMBER, check_address
from hub.links import Link, Purpose
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import Form
from hub.wording import N_, _

MOST_LETTERS = 5
NAMES = (*Draft.model_fields, "birth_date_parts", "hub", FIELD, COPIED, CHECKED, STRAIGHT, CONSULT, SURE)
MEANWHILE = N_(
    "Dit formulier werd intussen al bewaard, hier, op een ander toestel of door een collega. "
    "Hieronder staat wat jij typte. Neem over wat je nodig hebt en druk opnieuw: dan komt jouw tekst in de plaats."
)


class Overtaken(Refused):
    """Typed on since this page was opened, on another device or by a colleague, with what is there now."""

    def __init__(self, sentence: str, theirs: Sequence[tuple[str, str]]) -> None:
        super().__init__(sentence)
        self.theirs = theirs


def keep(
    work: Work, hub: Hub, typed: Form, form_key: UUID, *, browser_hash: str, seen: str = ""
) -> tuple[UnsentForm, Link]:  # fmt: skip
    """Keep a form as it was typed, right or wrong, and mail a link to its address when that has not got one yet. The
    other link that comes back is for the browser: who types an address need not own it.

    Invalid for a national register number, wherever it stands; Overtaken when `seen` is not how it was last kept;
    Refused when it was sent.
    """
    kept = _held(work, form_key) or UnsentForm(hub_id=hub.id, form_key=form_key, saved_at=work.now)
    _write(work, kept, hub, typed, seen)
    work.flush(clash=_("Iemand anders was net iets sneller. Kijk hoe het nu staat."))
    address, shared = check_address(str(typed["referrer_email"])), share_of(work, kept)
    if address and address != kept.mailed_to and not shared and _may_mail(work, address):
        mailed = kept_links.to_another_address(work, kept, address)
        write_letter(work, kept, mailed, KEPT, f"unsent:{mailed.id}")
    link = kept_links.link_for_key(work, kept) or (
        kept_links.new_mailed(work, kept) if kept.proved_at else kept_links.new_shown(work, kept, browser_hash)
    )
    work.session.flush()
    kept_links.live_on(work, kept, work.real + LIVES)
    return kept, link


def keep_on_the_way(work: Work, kept: UnsentForm, typed: Form, seen: str) -> None:
    """The same for what somebody is still typing: no letter goes out."""
    found = _held(work, kept.form_key)
    hub = work.session.get(Hub, kept.hub_id)
    if found is None or hub is None:
        raise NotFound
    _write(work, found, hub, typed, seen)
    work.session.flush()


def differing(kept: UnsentForm, typed: Form) -> list[tuple[str, str]]:
    """(label, text) of what was kept meanwhile and differs from what somebody else typed: it is not lost unseen."""
    fields = Draft.fields()
    return [
        (_(fields[name].label), str(kept.typed[name]))
        for name in fields
        if isinstance(kept.typed.get(name), str) and kept.typed[name] and kept.typed[name] != typed[name]
    ]


def of_form(work: Work, form_key: UUID | None) -> UnsentForm | None:
    """What was kept under this key and not sent yet; the page has checked that the key is this browser's own."""
    if form_key is None:
        return None
    asked = select(UnsentForm).where(UnsentForm.form_key == form_key, col(UnsentForm.referral_id).is_(None))
    return work.session.exec(asked).first()


def of_address(work: Work, address: str) -> Sequence[UnsentForm]:
    """What waits to be sent, of whom got its link at this address; the last one first."""
    return work.session.exec(
        select(UnsentForm)
        .where(UnsentForm.mailed_to == address, col(UnsentForm.referral_id).is_(None))
        .order_by(col(UnsentForm.saved_at).desc())
        .limit(20)
    ).all()


def kept_meanwhile(work: Work, form_key: UUID, typed: Form, seen: str) -> list[tuple[str, str]]:
    """The same for a form that is about to be sent, of which the page had `seen` an older one. The form is held."""
    kept = _held(work, form_key) if seen else None
    newer = kept and not kept.referral_id and kept.typed and seen != seen_of(kept)
    return differing(kept, typed) if kept and newer else []


def kept_as(kept: UnsentForm) -> str:
    """The name under which a browser keeps what is typed in it; the same when its key changes."""
    return f"aanmelden-{kept.id}"


def kept_as_of(work: Work, form_key: UUID) -> str:
    """The same of the form that was sent with this key; "" for one that was never kept."""
    found = work.session.exec(select(UnsentForm).where(UnsentForm.form_key == form_key)).first()
    return kept_as(found) if found else ""


def seen_of(kept: UnsentForm) -> str:
    return kept.saved_at.isoformat()


def end_share(work: Work, share: UnsentShare) -> None:
    """Its colleague does not go on any more: the link to it ends, and so does the key in the pages that it opened."""
    share.ended_at = work.now
    links.withdraw(work, share.id, Purpose.UNSENT)
    work.session.add(share)
    work.session.flush()
    kept = work.held(UnsentForm, share.unsent_form_id)
    before, kept.form_key = kept.form_key, form_keys.fresh()
    work.session.add(kept)
    work.session.flush()
    papers.under_another_key(work, before, kept.form_key)


def was_sent(work: Work, referral: Referral, form_key: UUID) -> None:
    """The form became this referral: nothing that was typed stays beside it."""
    work.session.execute(
        sa.update(UnsentForm)
        .where(col(UnsentForm.form_key) == form_key)
        .values(typed={}, hub_id=referral.hub_id, referral_id=referral.id, saved_at=work.now)
    )


def _write(work: Work, kept: UnsentForm, hub: Hub, typed: Form, seen: str) -> None:
    if kept.referral_id:
        raise Refused(_("Dit formulier is al verstuurd."))
    said = {name: typed[name] for name in NAMES}
    # Back to a page of before it was kept brings one that has seen nothing; the very same words twice are one click.
    if kept.typed and seen != seen_of(kept) and (seen or kept.typed != said):
        already = _("Dit formulier werd intussen al bewaard, hier, op een ander toestel of door een collega.")
        raise Overtaken(already, differing(kept, typed))
    if errors := holding_numbers(typed):
        raise Invalid(errors)
    if not kept.typed:
        log(work, "unsent.keep", kept)
    kept.typed = said
    kept.hub_id, kept.saved_at, kept.warned_at = hub.id, work.now, None
    work.session.add(kept)


def holding_numbers(typed: Form) -> dict[str, str]:
    """A sentence for each field in which a national register number stands: that is never kept, not even for a day."""
    fields = Draft.fields()
    return {
        name: _(HOLDS_NUMBER, field=_(fields[name].label))
        for name in fields
        if isinstance(typed[name], str) and national_number.contains(typed[name])
    }


def _may_mail(work: Work, address: str) -> bool:
    """Anybody can type anybody's address: within an hour it gets a few of these letters and no more."""
    lately = select(sa.func.count()).where(
        UnsentForm.mailed_to == address, col(UnsentForm.saved_at) > work.now - timedelta(hours=1)
    )
    return work.session.exec(lately).one() < MOST_LETTERS


def _held(work: Work, form_key: UUID) -> UnsentForm | None:
    """As it stands now that nobody else writes in it, and not as this unit of work may have opened it before."""
    this = select(UnsentForm).where(UnsentForm.form_key == form_key).with_for_update()
    return work.session.exec(this.execution_options(populate_existing=True)).first()


def log(work: Work, act: str, kept: UnsentForm) -> None:
    ledger.write(work, act, "unsent_form", kept.id, hub_id=kept.hub_id)
