"""Files that somebody chose in a form: looked at one by one, kept at once, shown again until the form is sent."""

from uuid import UUID

from litestar.datastructures import UploadFile

from hub.intake import papers, uploads
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, many


def chosen_files(data: Form) -> tuple[list[uploads.Upload], list[str]]:
    """The files of this form that can be taken, and a sentence for each that cannot."""
    chosen = data.get("files")
    taken, refused = [], []
    for file in chosen if isinstance(chosen, list) else [chosen]:
        if not isinstance(file, UploadFile) or not file.filename:
            continue
        try:
            taken.append(uploads.look(file.filename, file.file.read(uploads.MOST_BYTES + 1)))
        except uploads.NotTaken as reason:
            refused.append(str(reason))
    return taken, refused


def keep_files(work: Work, data: Form, key: UUID, hub_id: UUID) -> dict[str, str]:
    """Keep the chosen files at once, so that no other mistake loses them; what cannot be taken is said."""
    papers.drop_documents(work, key, _ids_in(data, "drop_files"))
    taken, refused = chosen_files(data)
    try:
        papers.add_documents(work, hub_id, taken, form_key=key)
    except Invalid as invalid:
        refused.append(invalid.sentence)
        room = uploads.MOST_FILES - len(papers.of_form(work, key))
        papers.add_documents(work, hub_id, taken[:room], form_key=key)
    return {"files": " ".join(refused)} if refused else {}


def kept_for(work: Work, key: UUID | None) -> list[dict[str, str]]:
    documents = papers.of_form(work, key) if key else []
    return [{"id": str(one.id), "name": one.name, "size": uploads.size_words(one.size)} for one in documents]


def _ids_in(data: Form, name: str) -> list[UUID]:
    ids = []
    for text in many(data, name):
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids
