"""What people type into the forms of the front door: trimmed, read into values, each mistake said in a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal, TypeVar

import email_validator
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from hub import national_number, places
from hub.problems import Invalid
from hub.web import Form, many, one
from hub.wording import N_, _, number

HOLDS_NUMBER = N_("In “%(field)s” staat een rijksregisternummer. Haal het weg: dat bewaren we nooit.")
LONGEST = 20_000
LINE, SHORT = 200, 40
OLDEST, YOUNGEST = 30, 2  # in years: beyond these a birth date of a youngster is a slip of the pen
PARTS = ("day", "month", "year")

Kind = Literal["line", "text", "day", "birth_date", "choice", "select", "checks", "tick", "email", "tel", "number"]
DEFAULTS: dict[str, Any] = {"day": None, "birth_date": None, "tick": False, "number": None}


@dataclass(frozen=True)
class Asked:
    """How a field is asked for on a page. Words are marked with N_; `options` are (code, word) pairs."""

    label: str
    kind: Kind = "line"
    options: Mapping[str, str] | None = None
    hint: str = ""
    when: str = ""  # the answer beside which it is asked, as data-shown-when reads it


def asked(label: str, kind: Kind = "line", options: Mapping[Any, str] | None = None, hint: str = "") -> Any:
    """A field of a form; left empty it is "", None, False or an empty list, after its kind."""
    about: dict[str, Any] = {"asked": Asked(label, kind, options, hint)}
    if kind == "checks":
        return Field(default_factory=list, json_schema_extra=about)
    return Field(default=DEFAULTS.get(kind, ""), json_schema_extra=about)


class Typed(BaseModel):
    """A part of a form. Texts are trimmed and never hold a national register number, whatever the field."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True, validate_default=True, extra="ignore")

    @field_validator("*", mode="before")
    @classmethod
    def _no_national_number(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str) and national_number.contains(value):
            label = _(cls.fields()[str(info.field_name)].label)
            raise wrong(HOLDS_NUMBER, field=label)
        return value

    @classmethod
    def fields(cls) -> dict[str, Asked]:
        """How each field is asked for, in the order of the page."""
        about: dict[str, Any] = {name: field.json_schema_extra for name, field in cls.model_fields.items()}
        return {name: one["asked"] for name, one in about.items()}


Part = TypeVar("Part", bound=Typed)


def wrong(sentence: str, **values: Any) -> PydanticCustomError:
    """A mistake, said to the person who made it; the sentence is marked with N_ and translated here."""
    return PydanticCustomError("sentence", "{said}", {"said": _(sentence, **values)})


def unclear(sentence: str) -> PydanticCustomError:
    """The same, where the sentence could be about any field: in a list of mistakes its label stands before it."""
    return PydanticCustomError("unclear", "{said}", {"said": _(sentence)})


class OfField(str):
    """A sentence that could be about any field; `field` is the label of the one that it is about."""

    field: str

    def __new__(cls, sentence: str, field: str) -> "OfField":
        self = super().__new__(cls, sentence)
        self.field = field
        return self


def needed(sentence: str) -> AfterValidator:
    """Refuses an empty text with this sentence, marked with N_."""

    def check_it(text: str) -> str:
        if not text:
            raise wrong(sentence)
        return text

    return AfterValidator(check_it)


def code_of(codes: Mapping[Any, str]) -> AfterValidator:
    """A code out of these, or "" for none."""

    def check_it(code: str) -> str:
        if code and code not in codes:
            raise unclear(N_("Kies een van de mogelijkheden."))
        return code

    return AfterValidator(check_it)


def _read_day(value: Any) -> Any:
    """A day as YYYY-MM-DD or 27/3/2010, which browsers without a calendar leave to the hand that types."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        first, second, third = (int(part) for part in value.replace("/", "-").replace(".", "-").split("-"))
        return date(first, second, third) if first > 31 else date(third, second, first)
    except ValueError:
        raise unclear(N_("Deze dag bestaat niet. Schrijf hem zoals 27 3 2010.")) from None


def day_typed(text: str) -> date | None:
    """The day that was typed; None for nothing and for what is no day."""
    try:
        read: date | None = _read_day(text)
    except PydanticCustomError:
        return None
    return read


def _within_reach(day: date | None) -> date | None:
    if day and not 1990 <= day.year <= 2100:
        raise unclear(N_("Kijk het jaar na: schrijf het met vier cijfers."))
    return day


def _today(info: ValidationInfo) -> date:
    known: dict[str, Any] = info.context or {}
    return known["today"]


def _not_to_come(day: date | None, info: ValidationInfo) -> date | None:
    if day and day > _today(info):
        raise unclear(N_("Die dag moet nog komen. Kies vandaag of een dag die voorbij is."))
    return day


def _of_a_youngster(day: date | None, info: ValidationInfo) -> date | None:
    if day is None:
        return None
    today = _today(info)
    if day > today:
        raise wrong(N_("Deze geboortedatum ligt in de toekomst."))
    if not today - timedelta(days=366 * OLDEST) <= day <= today - timedelta(days=365 * YOUNGEST):
        raise wrong(N_("Kijk de geboortedatum na: dit lijkt geen jongere."))
    return day


def _known_postcode(text: str) -> str:
    if text and not places.by_postcode(text):
        raise wrong(N_("Deze postcode kennen we niet. Schrijf de vier cijfers van een Belgische gemeente."))
    return text


def _address(text: str) -> str:
    if not text:
        return text
    try:
        found = email_validator.validate_email(text, check_deliverability=False, test_environment=True)
    except email_validator.EmailNotValidError:
        raise wrong(N_("Dit lijkt geen e-mailadres. Schrijf het zoals naam@school.be.")) from None
    return found.normalized.lower()


def check_address(text: str) -> str:
    """The address as it is stored; "" for what is none."""
    try:
        return _address(text.strip())
    except PydanticCustomError:
        return ""


def empty_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


Text = Annotated[str, Field(max_length=LONGEST)]
Line = Annotated[str, Field(max_length=LINE)]
Short = Annotated[str, Field(max_length=SHORT)]
Email = Annotated[str, Field(max_length=LINE), AfterValidator(_address)]
Postcode = Annotated[str, Field(max_length=SHORT), AfterValidator(_known_postcode)]
Day = Annotated[date | None, BeforeValidator(_read_day), AfterValidator(_within_reach)]
GoneDay = Annotated[Day, AfterValidator(_not_to_come)]
BirthDate = Annotated[date | None, BeforeValidator(_read_day), AfterValidator(_of_a_youngster)]
Tick = Annotated[bool, BeforeValidator(lambda value: value in (True, "1", "on"))]


def values_in(form: Form, model: type[Typed], prefix: str = "") -> Form:
    """What was typed for this part, as it was typed, so that it can be shown again. A day in three boxes comes as
    text and as its `_parts`."""
    typed: Form = {}
    for name, field in model.fields().items():
        if field.kind == "checks":
            typed[name] = many(form, prefix + name)
        elif field.kind == "birth_date":
            boxes = [one(form, f"{prefix}{name}_{part}", at_most=10) for part in PARTS]
            typed[f"{name}_parts"] = boxes
            typed[name] = "-".join(boxes) if any(boxes) else ""
        else:
            typed[name] = one(form, prefix + name, at_most=2 * LONGEST).replace("\r\n", "\n")
    return typed


def shown(part: Typed) -> Form:
    """The values of a part as they are shown in its form: what `values_in` would give for them."""
    typed: Form = {}
    for name, field in part.fields().items():
        value = getattr(part, name)
        if field.kind == "birth_date":
            typed[f"{name}_parts"] = [value.day, value.month, value.year] if value else ["", "", ""]
        if field.kind == "tick":
            value = "1" if value else ""
        typed[name] = "" if value is None else value.isoformat() if isinstance(value, date) else value
    return typed


def check(model: type[Part], typed: Mapping[str, Any], today: date) -> Part:
    """The typed values as that part of a form; Invalid with one sentence for each field that cannot be taken."""
    try:
        return model.model_validate(dict(typed), context={"today": today})
    except ValidationError as error:
        raise Invalid(sentences(error, model)) from error


def sentences(error: ValidationError, model: type[Typed]) -> dict[str, str]:
    """The first mistake of each field, in words."""
    said: dict[str, str] = {}
    for mistake in error.errors():
        name, sentence = str(mistake["loc"][0]) if mistake["loc"] else "form", _sentence(mistake)
        named = mistake["type"] == "sentence" or name == "form"
        said.setdefault(name, sentence if named else OfField(sentence, _(model.fields()[name].label)))
    return said


SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "sentence": lambda about: str(about["said"]),
    "unclear": lambda about: str(about["said"]),
    "string_too_long": lambda about: _(
        "Dit is te lang: hou het onder %(most)s tekens.", most=number(about["max_length"])
    ),
    "less_than_equal": lambda about: _("Dit getal is te groot: hoogstens %(most)s.", most=about["le"]),
    "greater_than_equal": lambda about: _("Dit getal is te klein: minstens %(least)s.", least=about["ge"]),
    "int_parsing": lambda about: _("Schrijf hier een getal."),
}


def _sentence(mistake: ErrorDetails) -> str:
    say = SENTENCES.get(mistake["type"])
    return say(mistake.get("ctx", {})) if say else _("Dit kunnen we niet lezen. Kijk het na.")
