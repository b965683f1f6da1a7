"""Tells browsers what has changed, as it happens: a stream of events for each open page.

The format is that of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock

from polisi.diagnostics import ContentError
from polisi.said import Words, runs
from polisi.site.preview import Piece, pieces
from polisi.strings import LOCALES

_AGAIN = 500
"""Milliseconds after which a browser asks again for a stream that has ended."""

_ALIVE = 10.0
"""Seconds after which something is sent, so that a browser that is gone is noticed."""


@dataclass(frozen=True, slots=True)
class News:
    """What has changed.

    Attributes:
        pages: the addresses of the pages that are other than before; None if any may be.
        files: whether what pages load (styles, scripts, pictures) may be other than before.
        failed: why the site could not be built, as Polisi says it, or as MkDocs does, in English;
            an empty text if it could.
        findings: how many findings the site has; None if that is not known.
        html: what is on the pages now, if it is one; for whoever has it open, who then need not
            ask for it: 30 ms on a busy machine.
    """

    pages: frozenset[str] | None = frozenset()
    files: bool = False
    failed: ContentError | str = ""
    findings: int | None = None
    html: str = ""

    def data(self, page: str = "") -> bytes:
        """Return it as one event.

        Args:
            page: the address of the page that is told.
        """
        data = {
            "pages": None if self.pages is None else sorted(self.pages),
            "files": self.files,
            "failed": self._failed(page.partition("/")[0]),
            "findings": self.findings,
            "html": self.html if self.pages and page in self.pages else "",
        }
        return f"data: {json.dumps(data)}\n\n".encode()

    def _failed(self, locale: str) -> Sequence[Piece]:
        """Return why the site could not be built, in the language of a page."""
        locale = locale if locale in LOCALES else LOCALES[0]
        if isinstance(self.failed, ContentError):
            return pieces(self.failed.parts(locale), locale)
        return pieces(runs(Words(self.failed, "en"), locale), locale)


class Feed:
    """The streams of all pages that are open."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: dict[SimpleQueue[bytes | None], str] = {}

    def pages(self) -> frozenset[str]:
        """Return the addresses of the pages that are open."""
        with self._lock:
            return frozenset(self._open.values())

    def tell(self, news: News) -> None:
        """Tell every open page."""
        with self._lock:
            told = {page: news.data(page) for page in self._open.values()}
            for each, page in self._open.items():
                each.put(told[page])

    def close(self) -> None:
        """End every stream."""
        with self._lock:
            for each in self._open:
                each.put(None)

    def stream(self, first: News, page: str = "") -> Iterator[bytes]:
        """Return the stream of one page.

        Args:
            first: what holds now.
            page: the page's address.
        """
        mine: SimpleQueue[bytes | None] = SimpleQueue()
        with self._lock:
            self._open[mine] = page
        return self._events(mine, f"retry: {_AGAIN}\n".encode() + first.data(page))

    def _events(self, mine: SimpleQueue[bytes | None], first: bytes) -> Iterator[bytes]:
        try:
            yield first
            while True:
                try:
                    data = mine.get(timeout=_ALIVE)
                except Empty:
                    data = b":\n\n"
                if data is None:
                    return
                yield data
        finally:
            with self._lock:
                self._open.pop(mine, None)
