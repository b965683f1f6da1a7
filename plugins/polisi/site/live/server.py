"""Serves a preview: MkDocs' server with events for files, and for browsers, in place of polling."""

from __future__ import annotations

import mimetypes
import posixpath
import sys
import webbrowser
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

from mkdocs.livereload import LiveReloadServer

from polisi.site.live.feed import Feed
from polisi.site.live.folder import Folder
from polisi.site.live.later import Log
from polisi.site.live.updates import Updates
from polisi.site.live.watch import Watcher

EVENTS = "polisi-preview/events"
"""The address of the stream that tells a page what has changed."""

_PAUSE = 1.5
"""Seconds without a change after which what nobody looks at is made: a page of all the others takes
0.1 s, for which a change would wait. Who asks for such a page has it made at once."""

_TURN = 0.001
"""Seconds for which one thread may keep another waiting, while pages are read and checked; Python's
own figure is 5 ms, which an answer waits for at every step."""

Page = Callable[[str], bytes | None]
"""Gives a page that is made when it is asked for, by its address; None if it is no such page."""

# Some systems know them by other names, and a browser runs no module that is called so.
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json"}


class PreviewServer(LiveReloadServer):
    """Shows the site's folder and keeps it as the files are.

    Args:
        stock: MkDocs' own server, which has what this one needs to know.
        address: host and port.
        folder: the site's folder.
        page: gives a page that is made when it is asked for.
        log: is told what happens.
    """

    updates: Updates
    """What is called when files have changed; to be set before `serve`."""

    def __init__(
        self,
        stock: LiveReloadServer,
        address: tuple[str, int],
        folder: Folder,
        page: Page,
        log: Log,
    ) -> None:
        super().__init__(stock.builder, *address, root=stock.root, mount_path=stock.mount_path)
        self.RequestHandlerClass = _at_once(stock.RequestHandlerClass)
        self.feed = Feed()
        self.folder = folder
        self._page = page
        self._log = log
        self.watcher = Watcher(log.warning)
        self._has_ended = False
        self.set_app(self._answer)
        # What MkDocs has already asked its own server to watch, by the paths that it gave: of a
        # file, watchdog watches the folder.
        for emitter in stock.observer.emitters:
            self.watch(str(emitter.watch.key[0]))

    def watch(self, path: str, func: None = None, *, recursive: bool = True) -> None:
        """Show it when a file at or below a path changes."""
        self.watcher.add(Path(path))

    def waits(self) -> bool:
        """Return whether a file has changed since the last update began."""
        return self.watcher.is_awake

    def unwatch(self, path: str) -> None:
        """Watch a path no longer."""
        self.watcher.remove(Path(path))

    def serve(self, *, open_in_browser: bool = False) -> None:
        """Serve until `shutdown` is called, or the keyboard interrupts it."""
        sys.setswitchinterval(_TURN)
        self.server_bind()
        self.server_activate()
        self.watcher.start()
        self._log.info(f"Serving on {self.url}")
        self.serve_thread.start()
        if open_in_browser:
            webbrowser.open(self.url)
        while not self._has_ended:
            is_behind = self.updates.is_behind
            changed = self.watcher.wait(_PAUSE if is_behind else None)
            if self._has_ended:
                break
            if changed:
                self.updates.update(changed)
            elif is_behind:
                self.updates.catch_up()

    def shutdown(self, wait: bool = False) -> None:
        """Stop serving."""
        self._has_ended = True
        self.feed.close()
        self.watcher.stop()
        super().shutdown(wait=False)
        if wait:
            self.serve_thread.join()
        self.folder.remove_last()

    # ------------------------------------------------------------------ answers
    def _answer(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = _asked_path(environ)
        if not f"{path}/".startswith(self.mount_path):
            if path == "/":
                return self._redirect(self.mount_path, start)
            return self._missing(start)
        asked = path[len(self.mount_path) :]
        if asked == EVENTS:
            # The page asks for itself as soon as the stream is open, so that it misses nothing.
            start(_line(HTTPStatus.OK), [("Content-Type", "text/event-stream"), _FRESH])
            (page,) = parse_qs(str(environ.get("QUERY_STRING", ""))).get("page", [""])[:1]
            return self.feed.stream(self.updates.news, page)
        made = self._page(asked)
        if made is not None:
            return _send(made, "text/html", start)
        self.updates.ask(asked)
        # An address that leads out of the folder is one in it that is not there.
        name = posixpath.normpath(f"/{asked}index.html" if path.endswith("/") else f"/{asked}")
        content = self.folder.read(name.lstrip("/"))
        if content is not None:
            return _send(content, _type(name), start)
        if (
            not path.endswith("/")
            and self.folder.read(f"{name.lstrip('/')}/index.html") is not None
        ):
            return self._redirect(f"{path}/", start)
        return self._missing(start)

    def _redirect(self, path: str, start: Any) -> Iterable[bytes]:
        start(_line(HTTPStatus.FOUND), [("Location", quote(path)), ("Content-Length", "0")])
        return []

    def _missing(self, start: Any) -> Iterable[bytes]:
        content = self.folder.read("404.html") or b"404"
        return _send(content, "text/html", start, HTTPStatus.NOT_FOUND)


_FRESH = ("Cache-Control", "no-cache")


def _at_once(handler: Any) -> Any:
    """Return what handles requests, so that it sends each answer in one piece and at once."""
    return type("Handler", (handler,), {"wbufsize": -1, "disable_nagle_algorithm": True})


def with_pages(
    server: LiveReloadServer, folder: Folder, page: Page, asked: set[str]
) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Return what answers for MkDocs' own server, with the pages that are made when asked for.

    Args:
        server: the server.
        folder: the site's folder, from which it answers.
        page: gives such a page.
        asked: takes the address of each; somebody looks at them, and every build removes them.
    """
    serve = server.get_app()
    assert serve is not None

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        address = _asked_path(environ).removeprefix(server.mount_path)
        if address == EVENTS:
            # There is no such stream here; this status tells a browser not to ask again.
            start(_line(HTTPStatus.NO_CONTENT), [])
            return []
        content = page(address)
        if content is not None:
            folder.write(f"{address}index.html", content)
            asked.add(address)
        found: Iterable[bytes] = serve(environ, start)
        return found

    return application


def _asked_path(environ: dict[str, Any]) -> str:
    """Return the path that is asked for, which WSGI gives as bytes in the guise of Latin-1."""
    return str(environ["PATH_INFO"]).encode("latin-1").decode("utf-8", "ignore")


def _send(
    content: bytes, kind: str, start: Any, status: HTTPStatus = HTTPStatus.OK
) -> Iterable[bytes]:
    start(
        _line(status),
        [("Content-Type", kind), ("Content-Length", str(len(content))), _FRESH],
    )
    return [content]


def _line(status: HTTPStatus) -> str:
    return f"{status.value} {status.phrase}"


def _type(name: str) -> str:
    suffix = posixpath.splitext(name)[1].lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
