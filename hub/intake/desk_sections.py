"""The sections of a case as the desk fills them in: those of the referrer, and who the referrer is."""

from hub.intake.draft import Referring
from hub.intake.sections import SECTIONS, Section, sections_for
from hub.wording import N_

REFERRER = Section(
    "referrer", "aanmelder", N_("De aanmelder"), N_("Wie meldde aan, en wie is de contactpersoon bij het CLB?"),
    Referring,
)  # fmt: skip
BY_SLUG = {section.slug: section for section in (REFERRER, *SECTIONS)}


def desk_sections_for(subject_kind: str) -> list[Section]:
    return [REFERRER, *sections_for(subject_kind)]
