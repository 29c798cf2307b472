"""The hub's own form as a document: which questions stand in it, made from the table of questions, and read back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hub.intake.desk_sections import REFERRER
from hub.intake.labelled.fields import Field, Found
from hub.intake.labelled.values import day_in, tidy
from hub.intake.questions import BY_SLUG, Section
from hub.intake.typed import Asked
from hub.national_number import MASK
from hub.wording import LANGUAGES, N_, _, sort_key, use_language

MARK = "hub"  # before the name of each field of ours, so that a document that comes back is known
STORY = f"{MARK}:story"
PARENTS = ("1", "2")
# Who comes back by mail has said who it is; what was agreed with a youngster is asked when somebody talks.
SLUGS = ("jongere", "ouders", "school", "afwezigheid", "redenen", "hulpvraag", "netwerk", "voorkeur")
LEFT_OUT = frozenset({"home_nis", "secrecy"})
STORY_LABEL = N_("Je verhaal")
ON_WORDS = frozenset({"1", "yes", "on", "ja", "true"})


@dataclass(frozen=True)
class Box:
    """One place to fill in: `tag` names it in the document, `options` are (code, word) to choose one from."""

    tag: str
    label: str
    kind: str  # line, text, choice or tick
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    boxes: tuple[Box, ...]


def parts() -> list[Part]:
    """What is asked, in the language of the moment."""
    asked = [Part(_(REFERRER.title), tuple(_boxes(REFERRER)))]
    for slug in SLUGS:
        section = BY_SLUG[slug]
        for number in PARENTS if section.repeats else ("",):
            title = f"{_(section.title)} ({number})" if number else _(section.title)
            asked.append(Part(title, tuple(_boxes(section, number))))
        if slug == "redenen":
            asked.append(Part(_(STORY_LABEL), (Box(STORY, _(STORY_LABEL), "text"),)))
    return asked


def _boxes(section: Section, number: str = "") -> Iterator[Box]:
    for name, asked in section.model.fields().items():
        if name in LEFT_OUT or (section.name, name) == ("preference", "clb_contact"):  # asked with who refers
            continue
        tag = ":".join(filter(None, (MARK, section.name, number, name)))
        options = tuple((code, _(word)) for code, word in (asked.options or {}).items())
        label, hint = _(asked.label), _(asked.hint) if asked.hint else ""
        if asked.kind == "checks":
            asks = label if label.endswith("?") else f"{label}:"
            yield from (Box(f"{tag}:{code}", f"{asks} {word}", "tick") for code, word in options)
        elif asked.kind == "tick":
            yield Box(tag, label, "tick")
        elif options:
            yield Box(tag, label, "choice", options, _("Kies uit de lijst"))
        else:
            yield Box(tag, label, "text" if asked.kind == "text" else "line", (), hint or _hint_of(asked))


def _hint_of(asked: Asked) -> str:
    return _("Bijvoorbeeld 27/3/2010") if asked.kind in ("day", "birth_date") else ""


def is_own(values: Mapping[str, str]) -> bool:
    return any(name.startswith(f"{MARK}:") for name in values)


def story_in(values: Mapping[str, str]) -> str:
    return values.get(STORY, "").strip()


def found_in(values: Mapping[str, str], today: date, source: str) -> list[Found]:
    """What was filled in, as values of the form; what cannot be read, or holds what was masked, is left out."""
    sections = {one.name: one for one in (REFERRER, *(BY_SLUG[slug] for slug in SLUGS))}
    ticked: dict[tuple[str, str], list[str]] = {}
    found: list[Found] = []
    for tag, raw in values.items():
        match tag.split(":"):
            case [mark, name, field, code] if mark == MARK and _kind(sections, name, field) == "checks":
                if sort_key(raw) in ON_WORDS:
                    ticked.setdefault((name, field), []).append(code)
            case [mark, "parents", number, field] if mark == MARK and number in PARENTS:
                found += _one(sections["parents"], field, raw, today, source, _relation(values, number))
            case [mark, name, field] if mark == MARK and name in sections:
                found += _one(sections[name], field, raw, today, source)
    for (name, field), codes in ticked.items():
        label = sections[name].model.fields()[field].label
        found.append(Found(Field(name, field), ",".join(codes), _(label), _(label), source, own=True))
    return found


def _kind(sections: Mapping[str, Section], name: str, field: str) -> str:
    asked = sections[name].model.fields().get(field) if name in sections else None
    return asked.kind if asked else ""


def _relation(values: Mapping[str, str], number: str) -> str:
    """What this parent is called; somebody without a word for it is the first or the second."""
    said = tidy(values.get(f"{MARK}:parents:{number}:relation", ""))
    return said or f"{_('ouder')} {number}"


def _one(section: Section, field: str, raw: str, today: date, source: str, person: str = "") -> list[Found]:
    asked = section.model.fields().get(field)
    text = raw.strip()
    if asked is None or not text or MASK in text or (section.name == "parents" and field == "relation"):
        return []
    if asked.kind == "tick":
        value = "1" if sort_key(text) in ON_WORDS else ""
    elif asked.kind in ("day", "birth_date"):
        latest = today if asked.kind == "birth_date" else date(today.year + 2, 12, 31)
        day = day_in(text, latest=latest)
        value = day.isoformat() if day else ""
    elif asked.options:
        value = _code(asked, text)
    else:
        value = text if asked.kind == "text" else tidy(text)
    label = _(asked.label)
    line = f"{label}: {tidy(text)}"[:200]
    return [Found(Field(section.name, field, person), value, label, line, source, own=True)] if value else []


def _code(asked: Asked, text: str) -> str:
    """The code of what was chosen, by code or by its word in any of our languages."""
    options = asked.options or {}
    return text if text in options else _by_word(tuple(options.items())).get(sort_key(text), "")


@lru_cache(maxsize=64)
def _by_word(options: Sequence[tuple[str, str]]) -> dict[str, str]:
    words: dict[str, str] = {}
    for language in LANGUAGES:
        with use_language(language):
            words |= {sort_key(_(word)): code for code, word in options}
    return words
