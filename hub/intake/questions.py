"""Which sections and questions of the form are asked of whom (DOMAIN.md §4): one table, for pages and operations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hub.dispatch.codes import ReferrerKind, SubjectKind
from hub.intake.known import Known
from hub.intake.sections import (
    AboutYou,
    Absence,
    Consent,
    Consult,
    Group,
    HelpQuestion,
    Network,
    Parent,
    Preference,
    Reasons,
    School,
    Team,
    Youngster,
)  # fmt: skip
from hub.intake.typed import Asked, Typed
from hub.wording import N_

PUPIL, GROUP, TEAM, QUESTION = SubjectKind.PUPIL, SubjectKind.GROUP, SubjectKind.TEAM, SubjectKind.QUESTION
ALL = frozenset(SubjectKind)
Kinds = frozenset[SubjectKind]


@dataclass(frozen=True)
class Section:
    """One section: `slug` in addresses, `name` in the stored referral. `repeats`: as many of them as there are.
    `instead` are title and intro for another kind of subject than a pupil."""

    name: str
    slug: str
    title: str
    intro: str
    model: type[Typed]
    kinds: Kinds = ALL
    compulsory_only: bool = False
    repeats: bool = False
    instead: Mapping[str, tuple[str, str]] | None = None

    @property
    def tells_a_story(self) -> bool:
        """Whether it says what is going on, and not only who and where: for few eyes when a reason is restricted."""
        return self.name in ("absence", "question", "network", "group", "team", "consult")

    @property
    def pupil_only(self) -> bool:
        return self.kinds == {PUPIL}

    def called(self, subject_kind: str) -> tuple[str, str]:
        """Title and intro, marked with N_."""
        return (self.instead or {}).get(subject_kind, (self.title, self.intro))


@dataclass(frozen=True)
class If:
    """When a question is asked: about these kinds of subject, of these referrers, and while `field` of the same section
    `says` one of these codes ("" among them: while nothing is said too)."""

    kinds: Kinds = ALL
    referrers: frozenset[str] = frozenset(ReferrerKind)
    field: str = ""
    says: frozenset[str] = frozenset()

    def holds(self, about: Known, answers: Mapping[str, Any]) -> bool:
        if about.subject_kind not in self.kinds or (about.referrer_kind or ReferrerKind.OTHER) not in self.referrers:
            return False
        return not self.field or str(answers.get(self.field) or "") in self.says


def when(field: str, *says: str, kinds: Iterable[SubjectKind] = ALL) -> If:
    return If(kinds=frozenset(kinds), field=field, says=frozenset(says))


def of(*kinds: SubjectKind) -> If:
    return If(kinds=frozenset(kinds))


YOU = Section(
    "you", "over-jou", N_("Over jou"), N_("Wat is je werk, en wie ken je bij het CLB?"), AboutYou
)  # fmt: skip
SECTIONS = (
    Section(
        "youngster", "jongere", N_("De jongere"),
        N_("Wie is de jongere en hoe bereiken we hem of haar? Vul nooit een rijksregisternummer in."), Youngster,
        kinds=frozenset({PUPIL}),
    ),
    Section(
        "parents", "ouders", N_("Ouders en opvoedingsverantwoordelijken"),
        N_("Wie zorgt er voor de jongere? Weten zij van je aanmelding?"), Parent, kinds=frozenset({PUPIL}),
        repeats=True,
    ),
    Section(
        "group", "groep", N_("De klas of groep"), N_("Over wie gaat het? Schrijf geen namen van leerlingen."), Group,
        kinds=frozenset({GROUP}),
    ),
    Section(
        "team", "team", N_("Het schoolteam"), N_("Wie vraagt het, en wat zou jullie helpen?"), Team,
        kinds=frozenset({TEAM}),
    ),
    Section(
        "consult", "vraag", N_("Je vraag"), N_("Een naam is niet nodig. Zo kunnen we je goed antwoorden."), Consult,
        kinds=frozenset({QUESTION}),
    ),
    Section(
        "school", "school", N_("De school"), N_("Waar is de jongere ingeschreven?"), School,
        instead={
            GROUP: (N_("De school"), N_("Waar zit deze klas of groep?")),
            TEAM: (N_("De school"), N_("Van welke school is dit team?")),
            QUESTION: (N_("De school"), N_("Over welk soort onderwijs gaat het?")),
        },
    ),
    Section(
        "absence", "afwezigheid", N_("Afwezigheid en tucht"),
        N_("Hoeveel was de jongere er niet, en zijn er maatregelen genomen?"), Absence, kinds=frozenset({PUPIL}),
        compulsory_only=True,
    ),
    Section(
        "reasons", "redenen", N_("Redenen en levensdomeinen"),
        N_("Waarom meld je aan, en waar loopt het nog moeilijk?"), Reasons,
    ),
    Section("question", "hulpvraag", N_("De hulpvraag"), N_("Wat willen alle betrokkenen?"), HelpQuestion),
    Section(
        "network", "netwerk", N_("Het netwerk"), N_("Wie staat er al rond de jongere?"), Network,
        kinds=frozenset({PUPIL, GROUP}),
        instead={GROUP: (N_("Het netwerk"), N_("Wie werkt er al met deze groep?"))},
    ),
    Section(
        "preference", "voorkeur", N_("Voorkeur en praktisch"), N_("Wat helpt om snel te starten?"), Preference,
        kinds=frozenset({PUPIL, GROUP, TEAM}),
    ),
    Section(
        "consent", "instemming", N_("Informatie en instemming"),
        N_("Wat weet de jongere, en waar is die akkoord mee? Delen en starten zijn twee aparte vragen."),
        Consent, kinds=frozenset({PUPIL}),
    ),
)  # fmt: skip
BY_SLUG = {section.slug: section for section in (YOU, *SECTIONS)}

# Questions of other sections in whose answers somebody tells what is going on: for as few eyes as the sections that do.
TELL = frozenset({"home_situation", "share_how", "start_how"})
GIVEN = ("yes", "no", "not_reached")
NOT_CLB = frozenset(ReferrerKind) - {ReferrerKind.CLB}
SECONDARY = ("311", "312", "315", "321", "")
# A field that is not here is asked of everybody to whom its section is shown.
RULES: Mapping[str, Mapping[str, If]] = {
    "you": {"clb_contact": If(referrers=NOT_CLB)},
    "parents": {"informed_on": when("informed", "yes")},
    "group": {"not_safe": when("safe", "no")},
    "consult": {"known_what": when("known", "yes")},
    "school": {
        "school_name": of(PUPIL, GROUP, TEAM),
        "site": of(PUPIL, GROUP, TEAM),
        "school_postcode": of(PUPIL, GROUP, TEAM),
        "grade": when("structure", *SECONDARY, kinds=(PUPIL, GROUP, QUESTION)),
        "year": of(PUPIL, GROUP),
        "finality": when("structure", "311", "312", "315", "", kinds=(PUPIL, GROUP)),
        "dual": when("structure", *SECONDARY, kinds=(PUPIL,)),
        "ov": when("structure", "321", kinds=(PUPIL, GROUP)),
        "ov_type": when("structure", "121", "221", "321", kinds=(PUPIL, GROUP)),
        "enrolled_since": of(PUPIL),
    },
    "absence": {
        "measure_from": when("measure", "precautionary_suspension", "temporary_exclusion", "permanent_exclusion"),
        "measure_to": when("measure", "precautionary_suspension", "temporary_exclusion"),
    },
    "question": {
        "youngster_wants": of(PUPIL, GROUP),
        "parents_want": of(PUPIL, GROUP),
        "school_wants": of(PUPIL, GROUP, TEAM),
        "clb_wants": of(PUPIL, GROUP, TEAM),
        "strengths": of(PUPIL, GROUP, TEAM),
        "care_phase": of(PUPIL),
        "earlier_naft": of(PUPIL),
        "earlier_naft_what": when("earlier_naft", "yes", kinds=(PUPIL,)),
    },
    "network": {"trusted_person": of(PUPIL), "trusted_person_contact": of(PUPIL)},
    "preference": {
        "naft": of(PUPIL, GROUP),
        "clb_contact": If(frozenset({PUPIL, GROUP}), NOT_CLB),
        "transport": of(PUPIL, GROUP),
    },
    "consent": {
        "share_by": when("share", *GIVEN),
        "share_on": when("share", *GIVEN),
        "share_how": when("share", *GIVEN, "not_asked"),
        "start_by": when("start", *GIVEN),
        "start_on": when("start", *GIVEN),
        "start_how": when("start", *GIVEN, "not_asked"),
    },
}
# What must be there once its condition holds, with the sentence that asks for it. Nothing else is obligatory.
BY_WHOM = N_("Schrijf van wie dat antwoord komt.")
NEEDED: Mapping[tuple[str, str], tuple[If, str]] = {
    ("preference", "clb_contact"): (
        If(frozenset({PUPIL, GROUP}), NOT_CLB, "naft", frozenset({"yes"})),
        N_("Een NAFT-traject loopt langs het CLB. Wie is daar je contactpersoon?")
    ),
    ("consent", "share_by"): (when("share", "yes", "no"), BY_WHOM),
    ("consent", "start_by"): (when("start", "yes", "no"), BY_WHOM),
}  # fmt: skip
# Words of a question for who does not refer one pupil.
LABELS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("question", "youngster_wants"): {GROUP: N_("Wat willen de leerlingen?")},
    ("question", "school_wants"): {TEAM: N_("Wat wil het team?")},
    ("question", "strengths"): {
        GROUP: N_("Wat loopt goed? Waar is de groep sterk in?"), TEAM: N_("Wat loopt goed? Waar is het team sterk in?"),
    },
    ("question", "goal"): {QUESTION: N_("Wat is voor jou een goed antwoord?")},
    ("preference", "availability"): {GROUP: N_("Wanneer kan de groep?"), TEAM: N_("Wanneer kan het team?")},
    ("preference", "transport"): {GROUP: N_("Hoe geraakt de groep ergens?")},
}  # fmt: skip


def applies(section: Section, about: Known) -> bool:
    return about.subject_kind in section.kinds and (about.compulsory or not section.compulsory_only)


def sections_for(about: Known, filled: Iterable[str] = ()) -> list[Section]:
    """The sections that are asked. One that was `filled` (by name) before it stopped to apply stays in sight."""
    kept = set(filled)
    return [
        one for one in SECTIONS if applies(one, about) or (one.name in kept and about.subject_kind in one.kinds)
    ]  # fmt: skip


def rule_of(section: Section, name: str) -> If:
    return RULES.get(section.name, {}).get(name, If())


def fields_for(section: Section, about: Known) -> dict[str, Asked]:
    """How each question is asked about this subject; `when` says beside which answer, for a page that can hide it."""
    fields: dict[str, Asked] = {}
    for name, asked in section.model.fields().items():
        rule = rule_of(section, name)
        if not replace(rule, field="").holds(about, {}):
            continue
        label = LABELS.get((section.name, name), {}).get(about.subject_kind, asked.label)
        beside = f"{rule.field}={'|'.join(sorted(rule.says))}" if rule.field else ""
        fields[name] = replace(asked, label=label, when=beside)
    return fields


def unasked(section: Section, about: Known) -> list[str]:
    """The questions of a section that are not asked about this subject, or of this referrer, whatever else is said."""
    return [name for name in section.model.model_fields if name not in fields_for(section, about)]


def fitting(section: Section, said: Typed, about: Known) -> tuple[Typed, list[str]]:
    """What was said without answers to questions that are not asked beside the others, and the names of those."""
    answers, dropped = said.model_dump(), list[str]()
    empty = {name: field.get_default(call_default_factory=True) for name, field in type(said).model_fields.items()}
    for name in section.model.model_fields:  # a question stands below the one that it depends on
        if answers[name] and not rule_of(section, name).holds(about, answers):
            answers[name] = empty[name]
            dropped.append(name)
    return said.model_copy(update={name: empty[name] for name in dropped}), dropped


def lacking(section: Section, said: Typed, about: Known) -> dict[str, str]:
    """The obligatory questions that stayed empty, each with its sentence, marked with N_."""
    answers = said.model_dump()
    return {
        name: sentence
        for (at, name), (rule, sentence) in NEEDED.items()
        if at == section.name and not answers[name] and rule.holds(about, answers)
    }


def lacking_beside(section: Section, said: Typed, about: Known) -> set[str]:
    """The questions whose answers make those obligatory that stayed empty."""
    return {NEEDED[section.name, name][0].field for name in lacking(section, said, about)}


def next_after(section: Section, shown: Sequence[Section]) -> Section | None:
    """The step that follows; None after the last one, and after one that is not shown any more."""
    slugs = [one.slug for one in shown]
    at = slugs.index(section.slug) + 1 if section.slug in slugs else len(slugs)
    return shown[at] if at < len(shown) else None
