"""Tells browsers what has changed, as it happens: a stream of events for each open page.

The format is that of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock

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
        failed: why the site could not be built; an empty text if it could.
    """

    pages: frozenset[str] | None = frozenset()
    files: bool = False
    failed: str = ""

    def data(self) -> bytes:
        """Return it as one event."""
        pages = None if self.pages is None else sorted(self.pages)
        data = {"pages": pages, "files": self.files, "failed": self.failed}
        return f"data: {json.dumps(data)}\n\n".encode()


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
        self._put(news.data())

    def close(self) -> None:
        """End every stream."""
        self._put(None)

    def _put(self, data: bytes | None) -> None:
        with self._lock:
            for each in self._open:
                each.put(data)

    def stream(self, first: News, page: str = "") -> Iterator[bytes]:
        """Return the stream of one page.

        Args:
            first: what holds now.
            page: the page's address.
        """
        mine: SimpleQueue[bytes | None] = SimpleQueue()
        with self._lock:
            self._open[mine] = page
        return self._events(mine, f"retry: {_AGAIN}\n".encode() + first.data())

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
