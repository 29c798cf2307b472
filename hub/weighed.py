"""A form that somebody posts is weighed while it comes in, before it is taken apart."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException
from multipart import MultipartError, MultipartSegment, PushMultipartParser

MOST_TYPED, MOST_FIELDS = 2 * 1024 * 1024, 5000
# Python knows a hundred more, of which some take a minute for what somebody sends in a second.
CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})


class FormRequest(Request[Any, Any, Any]):
    """A request whose form holds no more typed words than somebody types. A plain form is taken apart on the event
    loop, where a few megabytes of `a=1&a=1&…` from anybody would hold up everybody; of one with files the fields are
    kept in memory, where a few of them as large as a file may be would leave no room for anybody."""

    async def form(self) -> FormMultiDict:
        if self.content_type[0] == RequestEncodingType.URL_ENCODED:
            body = await self.body()
            if len(body) > MOST_TYPED or body.count(b"&") > MOST_FIELDS:
                raise HTTPException(status_code=413)
        try:
            return await super().form()
        except UnicodeDecodeError:  # of a field that is none of the words that it says to be
            raise HTTPException(status_code=400) from None

    async def stream(self) -> AsyncGenerator[bytes, None]:
        kind, options = self.content_type
        boundary = options.get("boundary", "") if kind == RequestEncodingType.MULTI_PART else ""
        chunks = super().stream()
        async for chunk in _weighed(chunks, boundary) if boundary else chunks:
            yield chunk


async def _weighed(chunks: AsyncIterator[bytes], boundary: str) -> AsyncIterator[bytes]:
    """The same chunks, until their fields hold more than anybody types. What is no such form is left to its reader."""
    typed, in_file, readable = 0, False, True
    parser = PushMultipartParser(boundary)
    async for chunk in chunks:
        try:
            for part in parser.parse(chunk) if readable and chunk else ():
                if isinstance(part, MultipartSegment):
                    in_file = bool(part.filename)
                    if part.charset and part.charset.lower() not in CHARSETS:
                        raise HTTPException(status_code=400)
                elif part and not in_file:
                    typed += len(part)
        except MultipartError:
            readable = False
        if typed > MOST_TYPED:
            raise HTTPException(status_code=413)
        yield chunk
