"""A list that somebody gives on a page: its bytes, and why it cannot be a list."""

from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile

from hub import scanner
from hub.problems import Invalid
from hub.sheets import MOST_BYTES
from hub.web import Form, store_of
from hub.wording import _


def given(request: Request[Any, Any, Any], data: Form) -> tuple[bytes, str]:
    """The content of the file and its name, nothing of it when none was chosen. Invalid at "file" for what a scanner
    finds; it is asked outside of every unit of work, for that may take a while."""
    file = data.get("file")
    if not isinstance(file, UploadFile):
        return b"", ""
    content = file.file.read(MOST_BYTES + 1)
    if scanner.finds_virus(store_of(request).settings.clamd_url, content):
        raise Invalid({"file": _("In dit bestand zit een virus. We bewaarden het niet.")})
    return content, file.filename
