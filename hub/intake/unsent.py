"""The first step of a form that is kept to be sent later: a link of its own, a word before it goes, and no referral."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, letters, links, national_number
from hub.clock import brussels_date
from hub.dispatch.straight import FIELD as STRAIGHT
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake import form_keys, papers
from hub.intake.copying import CHECKED, COPIED
from hub.intake.draft import Draft
from hub.intake.referring_for import FIELD
from hub.intake.tables import UnsentForm, UnsentShare
from hub.intake.typed import HOLDS_NUMBER, check_address
from hub.links import Link, Purpose
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import Form
from hub.wording import N_, _

# DOMAIN.md §6: drafts 30 days, counted from the last word. Who gave an address hears of it a week before.
LIVES, WORD_BEFORE, LEFT_AFTER_WORD = timedelta(days=30), timedelta(days=7), timedelta(days=5)
MOST_AT_ONCE, MOST_LETTERS = 500, 5
NAMES = (*Draft.model_fields, "birth_date_parts", "hub", FIELD, COPIED, CHECKED, STRAIGHT)
KEPT, ENDS, PASSED = "unsent", "unsent_ends", "unsent_passed"  # its letters


MEANWHILE = N_(
    "Dit formulier werd intussen al bewaard, hier, op een ander toestel of door een collega. "
    "Hieronder staat wat jij typte. Neem over wat je nodig hebt en druk opnieuw: dan komt jouw tekst in de plaats."
)


TAKEN_BACK = N_("%(name)s werkt hier zelf aan verder.")
WENT_ON = N_("%(name)s gaf dit formulier door aan een andere collega, die er nu aan verder werkt.")
THROWN_AWAY = N_("%(name)s gooide dit formulier weg.")
YOUR_WORDS = N_("Er is niets verstuurd. Hieronder staat wat jij typte: kopieer wat je nodig hebt.")


class Overtaken(Refused):
    """Typed on since this page was opened, on another device or by a colleague, with what is there now."""

    def __init__(self, sentence: str, theirs: Sequence[tuple[str, str]]) -> None:
        super().__init__(sentence)
        self.theirs = theirs


def keep(work: Work, hub: Hub, typed: Form, form_key: UUID, *, seen: str = "") -> tuple[UnsentForm, Link]:
    """Keep a form as it was typed, right or wrong, and write the link to its address when that has not got it yet.

    Invalid for a national register number, wherever it stands; Overtaken when `seen` is not how it was last kept;
    Refused when it was sent.
    """
    kept = _held(work, form_key) or UnsentForm(hub_id=hub.id, form_key=form_key, saved_at=work.now)
    _write(work, kept, hub, typed, seen)
    work.flush(clash=_("Iemand anders was net iets sneller. Kijk hoe het nu staat."))
    link, address, shared = link_of(work, kept), check_address(str(typed["referrer_email"])), share_of(work, kept)
    if address and address != kept.mailed_to and not shared and _may_mail(work, address):
        if link and kept.mailed_to:  # whoever got it before is not who this is any more
            links.withdraw(work, kept.id, Purpose.UNSENT)
            link = None
        kept.mailed_to = address
        link = link or _new_link(work, kept)
        _write_letter(work, kept, link, KEPT, f"unsent:{link.id}")
    link = link or _new_link(work, kept)
    for one in filter(None, (link, link_to(work, shared.id) if shared else None)):
        one.expires_at = work.real + LIVES
    work.session.flush()
    return kept, link


def keep_on_the_way(work: Work, kept: UnsentForm, typed: Form, seen: str) -> None:
    """The same for what somebody is still typing: no letter goes out."""
    found = _held(work, kept.form_key)
    hub = work.session.get(Hub, kept.hub_id)
    if found is None or hub is None:
        raise NotFound
    _write(work, found, hub, typed, seen)
    work.session.flush()


def open_link(work: Work, token: str) -> tuple[Link, UnsentForm]:
    """The form behind this link, its own or that of a colleague; NotFound when it ran out or was thrown away."""
    link = links.open_link(work, token, Purpose.UNSENT)
    share = work.session.get(UnsentShare, link.noun_id)
    kept = work.session.get(UnsentForm, share.unsent_form_id if share else link.noun_id)
    if kept is None or (share and share.ended_at and not kept.referral_id):
        raise NotFound
    return link, kept


def goes_without(work: Work, token: str) -> str:
    """Why whoever opened it by this link does not go on with it any more, for a page that stood open; "" otherwise."""
    link = links.that_was(work, token, Purpose.UNSENT) if token else None
    share = work.session.get(UnsentShare, link.noun_id) if link else None
    kept = work.session.get(UnsentForm, share.unsent_form_id) if share and share.ended_at else None
    if share is None or kept is None or kept.referral_id:
        return ""
    why = THROWN_AWAY if not kept.typed else WENT_ON if share_of(work, kept) else TAKEN_BACK
    return f"{_(why, name=share.given_by)} {_(YOUR_WORDS)}"


def share_of(work: Work, kept: UnsentForm) -> UnsentShare | None:
    """With which colleague it is now."""
    asked = select(UnsentShare).where(UnsentShare.unsent_form_id == kept.id, col(UnsentShare.ended_at).is_(None))
    return work.session.exec(asked).first()


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


def link_of(work: Work, kept: UnsentForm) -> Link | None:
    """Of whoever kept it."""
    return link_to(work, kept.id)


def link_to(work: Work, noun_id: UUID) -> Link | None:
    return work.session.exec(
        select(Link)
        .where(Link.noun_id == noun_id, Link.purpose == Purpose.UNSENT, col(Link.withdrawn_at).is_(None))
        .order_by(col(Link.created_at).desc())
    ).first()  # fmt: skip


def seen_of(kept: UnsentForm) -> str:
    return kept.saved_at.isoformat()


def ends_on(kept: UnsentForm) -> date:
    return brussels_date(kept.saved_at + LIVES)


def throw_away(work: Work, kept: UnsentForm) -> None:
    """Whoever kept it does not want it any more: it is gone with the next tidying, and its link at once."""
    links.withdraw(work, kept.id, Purpose.UNSENT)
    if share := share_of(work, kept):
        end_share(work, share)
    kept.typed, kept.saved_at, kept.mailed_to = {}, work.now - LIVES - WORD_BEFORE, ""
    work.session.add(kept)
    _log(work, "unsent.throw_away", kept)


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


def warn(work: Work) -> int:
    """Write to who kept a form that it ends in a week; once, and again after it was kept again. Returns how many."""
    due = work.session.exec(
        select(UnsentForm)
        .where(col(UnsentForm.saved_at) < work.now - LIVES + WORD_BEFORE, col(UnsentForm.warned_at).is_(None))
        .where(col(UnsentForm.referral_id).is_(None), UnsentForm.mailed_to != "")
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    for kept in due:
        kept.warned_at = work.now
        link = link_of(work, kept) or _new_link(work, kept)
        link.expires_at = work.real + WORD_BEFORE + LEFT_AFTER_WORD
        _write_letter(work, kept, link, ENDS, f"unsent_ends:{kept.id}:{seen_of(kept)}")
        share = share_of(work, kept)
        theirs = link_to(work, share.id) if share else None
        if share and theirs:
            theirs.expires_at = link.expires_at
            _write_letter(work, kept, theirs, ENDS, f"unsent_ends:{share.id}:{seen_of(kept)}", to=share.address)
    work.session.flush()
    return len(due)


def run_out(work: Work) -> Sequence[UnsentForm]:
    """What nobody sent in thirty days, and what was sent so long ago. Who has the link had a word, and days to act."""
    had_word = sa.or_(
        col(UnsentForm.mailed_to) == "", col(UnsentForm.referral_id).is_not(None),
        col(UnsentForm.warned_at) < work.now - LEFT_AFTER_WORD,
    )  # fmt: skip
    return work.session.exec(
        select(UnsentForm)
        .where(col(UnsentForm.saved_at) < work.now - LIVES, had_word)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()


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
        _log(work, "unsent.keep", kept)
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


def _new_link(work: Work, kept: UnsentForm) -> Link:
    return links.make(work, Purpose.UNSENT, kept.id, hub_id=kept.hub_id)


def _write_letter(work: Work, kept: UnsentForm, link: Link, kind: str, once_key: str, *, to: str = "") -> None:
    hub = work.session.get(Hub, kept.hub_id)
    letters.write(work, kind, to or kept.mailed_to, once_key=once_key, hub=hub, link=link, ends=ends_on(kept))


def _log(work: Work, act: str, kept: UnsentForm) -> None:
    ledger.write(work, act, "unsent_form", kept.id, hub_id=kept.hub_id)
