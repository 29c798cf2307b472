"""Step 1 of a referral, sendable in two minutes, and the note of a call: what must be there, what may come later."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator

from hub import places
from hub.dispatch import opening
from hub.dispatch.codes import (
    MAIN_REASON_WORDS,
    REFERRER_KIND_WORDS,
    STRUCTURES_TO_CHOOSE,
    SUBJECT_WORDS,
    Channel,
    ReferrerKind,
    SubjectKind,
)
from hub.dispatch.consult import place
from hub.dispatch.opening import NewCase
from hub.intake.choices import SECRECY
from hub.intake.own_reference import OwnReference
from hub.intake.typed import (
    BirthDate,
    Email,
    Line,
    Postcode,
    Short,
    Text,
    Tick,
    Typed,
    asked,
    check,
    code_of,
    needed,
)
from hub.problems import Invalid
from hub.wording import N_, _

Kind = Annotated[str, code_of(REFERRER_KIND_WORDS)]
Reason = Annotated[str, code_of(MAIN_REASON_WORDS)]
Structure = Annotated[str, code_of(STRUCTURES_TO_CHOOSE)]
Subject = Annotated[str, code_of(SUBJECT_WORDS), AfterValidator(lambda code: code or str(SubjectKind.PUPIL))]


class About(Typed):
    """Whom it is about. The identity may come later, so all of it may stay empty."""

    first_name: Line = asked(N_("Voornaam"))
    last_name: Line = asked(N_("Familienaam"))
    birth_date: BirthDate = asked(N_("Geboortedatum"), "birth_date")
    postcode: Postcode = asked(N_("Postcode van de woonplaats"))
    home_nis: Short = asked(N_("Gemeente"), "select")
    school_name: Line = asked(N_("School"))
    structure: Structure = asked(N_("Soort onderwijs"), "select", STRUCTURES_TO_CHOOSE)

    @property
    def municipality(self) -> str | None:
        """NIS code of the home municipality; None while the postcode is empty or leaves a choice open."""
        found = [place.nis for place in places.by_postcode(self.postcode)]
        return self.home_nis if self.home_nis in found else found[0] if len(found) == 1 else None

    def opening(self) -> dict[str, Any]:
        return {
            "first_name": self.first_name, "last_name": self.last_name, "birth_date": self.birth_date,
            "postcode": self.postcode, "home_nis": self.municipality, "school_name": self.school_name,
            "structure": self.structure or None,
        }  # fmt: skip


class Draft(About):
    """Step 1 of the web form: sections A and B of a referral, one main reason, the story."""

    referrer_name: Annotated[Line, needed(N_("Vul je naam in."))] = asked(N_("Je naam"))
    referrer_function: Line = asked(N_("Je functie"))
    referrer_organisation: Annotated[Line, needed(N_("Vul je school of organisatie in."))] = asked(
        N_("School of organisatie")
    )
    referrer_kind: Annotated[Kind, needed(N_("Kies school, CLB, welzijn of andere."))] = asked(N_("Soort"), "choice")
    referrer_email: Annotated[Email, needed(N_("Vul je e-mailadres in: daar komt je ontvangstbewijs."))] = asked(
        N_("E-mailadres"), "email"
    )
    referrer_phone: Short = asked(N_("Telefoon"), "tel")
    clb_contact: Line = asked(N_("Contactpersoon bij het CLB"))
    own_reference: OwnReference = asked(
        N_("Je eigen referentie"),
        hint=N_("Bijvoorbeeld je dossiernummer. Ze komt terug in elke e-mail. Zet er geen naam in."),
    )
    urgent: Tick = asked(N_("Het is dringend"), "tick")
    urgency_motive: Text = asked(N_("Waarom is het dringend?"), "text")
    subject_kind: Subject = asked(N_("Over wie gaat het?"), "choice")
    main_reason: Annotated[Reason, needed(N_("Kies de reden die het best past."))] = asked(N_("Reden"), "choice")
    story: Annotated[Text, needed(N_("Vertel kort wat er aan de hand is."))] = asked(N_("Je verhaal"), "text")

    def referrer(self) -> opening.Referrer:
        return opening.Referrer(
            name=self.referrer_name, function=self.referrer_function, organisation=self.referrer_organisation,
            kind=ReferrerKind(self.referrer_kind), email=self.referrer_email, phone=self.referrer_phone,
        )  # fmt: skip

    def new_case(self, **more: Any) -> NewCase:
        return NewCase(
            channel=Channel.FORM, subject_kind=SubjectKind(self.subject_kind), main_reason=self.main_reason,
            own_reference=self.own_reference, urgent=self.urgent,
            urgency_motive=self.urgency_motive if self.urgent else "",
            clb_contact=self.clb_contact, story=self.story,
            **{"referrer": self.referrer(), **self.opening(), **self._about_nobody(), **more},
        )  # fmt: skip

    def _about_nobody(self) -> dict[str, Any]:
        """Where the question is about, which no youngster keeps."""
        asks = self.subject_kind == SubjectKind.QUESTION
        return {"sections": place.kept(self.postcode, self.municipality)} if asks else {}


class Referring(Typed):
    """Who refers, as the desk asks it."""

    referrer_name: Line = asked(N_("Naam"))
    referrer_function: Line = asked(N_("Functie"))
    referrer_organisation: Line = asked(N_("School of organisatie"))
    referrer_kind: Kind = asked(N_("Soort"), "choice", REFERRER_KIND_WORDS)
    referrer_phone: Short = asked(N_("Telefoon"), "tel")
    referrer_email: Email = asked(N_("E-mailadres"), "email")
    clb_contact: Line = asked(N_("Contactpersoon bij het CLB"))
    own_reference: OwnReference = asked(N_("Eigen referentie van de aanmelder"))


class Referrer(Referring):
    """The same with what only a person at the desk, or the referrer later on, says about it."""

    secrecy: Annotated[str, code_of(SECRECY)] = asked(N_("Gebonden door"), "select", SECRECY)


class CallNote(About, Referring):
    """A call or a talk as the desk notes it. As a concept only what was said must be there."""

    main_reason: Reason = asked(N_("Reden"), "select", MAIN_REASON_WORDS)
    story: Annotated[Text, needed(N_("Noteer wat er gezegd werd."))] = asked(N_("Wat werd er gezegd?"), "text")

    def referrer(self) -> opening.Referrer:
        return opening.Referrer(
            name=self.referrer_name, function=self.referrer_function, organisation=self.referrer_organisation,
            kind=ReferrerKind(self.referrer_kind or ReferrerKind.OTHER), email=self.referrer_email,
            phone=self.referrer_phone,
        )  # fmt: skip

    def new_case(self, **more: Any) -> NewCase:
        return NewCase(
            channel=Channel.PHONE, main_reason=self.main_reason or None, story=self.story,
            clb_contact=self.clb_contact, own_reference=self.own_reference,
            **{"referrer": self.referrer(), **self.opening(), **more},
        )  # fmt: skip


Form = TypeVar("Form", bound=About)


def read_draft(typed: Mapping[str, Any], today: date) -> Draft:
    """Step 1 as it was typed. Invalid with one sentence for each field that cannot be taken, all at once."""
    errors = {}
    if typed["urgent"] and not typed["urgency_motive"]:
        errors["urgency_motive"] = _("Leg kort uit waarom het dringend is.")
    if typed["subject_kind"] in set(SUBJECT_WORDS) - {SubjectKind.PUPIL}:
        if any(typed[name] for name in ("first_name", "last_name", "birth_date")):
            errors["subject_kind"] = _("Je vulde gegevens van één jongere in. Kies “één leerling” of haal ze weg.")
    else:
        errors |= open_place(typed)
    return together(Draft, typed, today, errors)


def read_note(typed: Mapping[str, Any], today: date, *, as_concept: bool) -> CallNote:
    """A call as it was noted; only what is to go on as a referral must be complete. Invalid as for a draft."""
    errors = open_place(typed)
    if not as_concept:
        for name, sentence in (
            ("referrer_name", _("Noteer wie er belde.")),
            ("referrer_kind", _("Kies waar de aanmelder werkt.")),
            ("main_reason", _("Kies de reden die het best past.")),
        ):
            if not typed[name]:
                errors[name] = sentence
    return together(CallNote, typed, today, errors)


def open_place(typed: Mapping[str, Any]) -> dict[str, str]:
    found = [place.nis for place in places.by_postcode(typed["postcode"])]
    if len(found) < 2 or typed["home_nis"] in found:
        return {}
    return {"home_nis": _("Bij deze postcode horen meerdere gemeenten. Kies de juiste.")}


def together(model: type[Form], typed: Mapping[str, Any], today: date, errors: dict[str, str]) -> Form:
    """Mistakes of single fields and those that show between fields, in one go and in the order of the page."""
    try:
        read = check(model, typed, today)
    except Invalid as invalid:
        errors = errors | invalid.errors
    if errors:
        raise Invalid({name: errors[name] for name in sorted(errors, key=_page_order(model).index)})
    return read


def _page_order(model: type[About]) -> list[str]:
    own = [name for name in model.model_fields if name not in About.model_fields]
    return [*own[:-2], *About.model_fields, *own[-2:]]  # who, about whom, then the reason and the story
