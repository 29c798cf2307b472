"""The sections of a case as the desk fills them in: those of the referrer, and who the referrer is."""

from datetime import date

from hub.dispatch.tables import Referral, Youngster
from hub.intake import filling
from hub.intake.draft import Referrer
from hub.intake.questions import SECTIONS, Section
from hub.wording import N_

REFERRER = Section(
    "referrer", "aanmelder", N_("De aanmelder"), N_("Wie meldde aan, en wie is de contactpersoon bij het CLB?"),
    Referrer,
)  # fmt: skip
BY_SLUG = {section.slug: section for section in (REFERRER, *SECTIONS)}


def desk_sections_for(referral: Referral, youngster: Youngster | None, on: date) -> list[Section]:
    return [REFERRER, *filling.asked_of(referral, youngster, on)]
