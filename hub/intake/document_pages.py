"""Documents of a case, to save and never to run: one address, one look in the ledger."""

from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get

from hub.intake import sight
from hub.web import begin, must_be_signed_in


@get("/documenten/{document_id:uuid}", sync_to_thread=True)
def download(request: Request, document_id: UUID) -> Response[bytes]:
    with begin(request) as work:
        must_be_signed_in(work)
        document, content = sight.document_for(work, document_id)
    headers = {"Content-Disposition": disposition(document.name), "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=document.media_type, headers=headers)


def disposition(name: str) -> str:
    """The header that makes a browser save a file under its own name (RFC 6266), whatever is in that name."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in " .-_()") else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


handlers = [download]
