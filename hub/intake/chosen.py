"""Files that somebody chose in a form: looked at one by one, kept at once, shown again until the form is sent."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from litestar.datastructures import UploadFile

from hub.intake import papers, scans, uploads
from hub.intake.quota import Room
from hub.scanner import Scanned, Verdict
from hub.store import Work
from hub.web import Form, many, one
from hub.wording import N_, _

VIRUS = N_("In “%(name)s” zit een virus. We bewaarden het niet. Laat je toestel nakijken.")


@dataclass(frozen=True)
class Chosen:
    """The files of a form that can be taken, and a sentence for each that cannot."""

    taken: list[uploads.Upload]
    refused: list[str]


def chosen_files(data: Form, clamd_url: str) -> Chosen:
    """Looks at the files of this form; to be asked before a unit of work begins, since the virus scanner takes its
    time. What it cannot look at now is taken, and waits for it."""
    chosen, ask = Chosen([], []), scans.asker(clamd_url)
    for file in _files(data):
        try:
            chosen.taken.append(_scanned(uploads.look(file.filename, file.file.read(uploads.MOST_BYTES + 1)), ask))
        except uploads.NotTaken as reason:
            chosen.refused.append(str(reason))
    return chosen


def _scanned(upload: uploads.Upload, ask: Callable[[bytes], Scanned | None]) -> uploads.Upload:
    said = ask(upload.content)
    if said and said.verdict == Verdict.VIRUS:
        raise uploads.NotTaken(_(VIRUS, name=upload.name))
    return replace(upload, waits=said is None)


def keep_files(work: Work, data: Form, chosen: Chosen, key: UUID, hub_id: UUID, room: Room) -> dict[str, str]:
    """Keep the chosen files at once, so that no other mistake loses them; what cannot be taken is said."""
    shown = _kept_as_shown(data)
    gone = shown > 0 and len(papers.of_form(work, key)) < shown
    papers.drop_documents(work, key, _ids_in(data, "drop_files"))
    taken, said = chosen.taken, list(chosen.refused)
    known = papers.known_of(work, key) if taken else []
    fit, beyond = papers.that_fit(work, taken, room, form_key=key, known=known)
    papers.add_documents(work, hub_id, fit, form_key=key, known=known)
    said += beyond
    if beyond:
        said.append(_("Verstuur de aanmelding gerust zonder. Met je persoonlijke link voeg je ze later toe."))
    if gone:
        said.append(_("Bijlagen die je eerder koos, zijn intussen weggegooid. Kies ze opnieuw, of verstuur zonder."))
    return {"files": " ".join(said)} if said else {}


def choose_again(data: Form) -> dict[str, str]:
    """What is said about the files of a form that is not this browser's: none of them was kept."""
    if _files(data) or _kept_as_shown(data):
        return {"files": _("Kies je bijlagen opnieuw: we bewaarden ze niet.")}
    return {}


def kept_for(work: Work, key: UUID | None) -> list[dict[str, str]]:
    documents = papers.of_form(work, key) if key else []
    shut = scans.shut(work, documents)
    return [
        {
            "id": str(one.id),
            "name": one.name,
            "size": uploads.size_words(one.size),
            "shut": shut[one.id].words if one.id in shut else "",
        }
        for one in documents
    ]


def _files(data: Form) -> list[UploadFile]:
    chosen = data.get("files")
    files = chosen if isinstance(chosen, list) else [chosen]
    return [file for file in files if isinstance(file, UploadFile) and file.filename]


def _kept_as_shown(data: Form) -> int:
    """How many kept files the form showed when it was sent."""
    number = one(data, "kept", at_most=3)
    return int(number) if number.isascii() and number.isdigit() else 0


def _ids_in(data: Form, name: str) -> list[UUID]:
    ids = []
    for text in many(data, name):
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids
