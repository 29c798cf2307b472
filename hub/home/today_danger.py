"""The first groups of Vandaag: what speaks of danger, in cases and in mails that wait for their place."""

from uuid import UUID

from hub.clock import brussels_date
from hub.dispatch import alarm, sight
from hub.dispatch.sight import R, lines
from hub.home.today_lines import HUBS, Group, asked, item
from hub.home.today_rest import mail_item
from hub.intake import mail_lines
from hub.people.rights import Right, may
from hub.store import Work
from hub.wording import _, ago

_CASES = asked(
    lines().add_columns(R.c.danger, R.c.danger_at).where(R.c.hub_id.in_(HUBS), R.c.danger_at.is_not(None)),
    R.c.danger_at, R.c.id,
)  # fmt: skip
_MAILS = asked(mail_lines.waiting(dangerous=True))


def cases(work: Work, hubs: list[UUID]) -> Group:
    """Whatever their stage, until somebody says that it was seen. Which signs, only who may read every story reads."""
    rows, total = _CASES.of(work, hubs)
    today = brussels_date(work.now)
    items = [
        item(work, "stuck", line, _why(work, line.hub_id, row.danger), _("Bekijk"), late=ago(row.danger_at, today))
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]
    return Group("gevaar", _("Spreekt van gevaar"), "stuck", items, total, "/aanmeldingen?toon=gevaar")


def mails(work: Work, hubs: list[UUID]) -> Group:
    rows, total = _MAILS.of(work, hubs)
    read = zip(mail_lines.read(work, rows), rows, strict=True)
    items = [mail_item(work, line, "stuck", _why(work, row.hub_id, row.danger), _("Plaats")) for line, row in read]
    return Group("mails-gevaar", _("E-mails die van gevaar spreken"), "stuck", items, total, "/vandaag/mails")


def _why(work: Work, hub_id: UUID, signs: list[str]) -> str:
    if not may(work.asker, Right.SEE_RESTRICTED, hub_id):
        return _("er staan woorden van gevaar in")
    return _("in de tekst: %(words)s", words=alarm.words_of(signs))
