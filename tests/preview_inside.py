"""A preview inside the process of a test, without a socket; it looks at the disk when told to."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from polisi.site.live.feed import News
from polisi.site.live.server import PreviewServer
from polisi.site.plugin import PolisiPlugin

URL = "http://127.0.0.1:8000/"


def load(folder: Path, site: Path) -> MkDocsConfig:
    config = load_config(config_file=str(folder / "mkdocs.yml"), site_dir=str(site))
    config.site_url = URL
    return config


@contextmanager
def other_plugins() -> Iterator[None]:
    """Let MkDocs make plugins anew, as in another process; those it keeps come back."""
    option: Any = MkDocsConfig.plugins
    kept, option.plugin_cache = option.plugin_cache, {}
    try:
        yield
    finally:
        option.plugin_cache = kept


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def site_of(folder: Path) -> Mapping[str, bytes]:
    return {path.relative_to(folder).as_posix(): data for path, data in contents(folder).items()}


class Inside:
    """A preview of the project in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = Path(tempfile.mkdtemp(dir=folder.parent))
        config = load(folder, self.site)
        self.builds = 0

        def builder(config: MkDocsConfig | None = None) -> None:
            self.builds += 1
            build(config or load(folder, self.site), serve_url=URL)

        config.plugins.on_startup(command="serve", dirty=False)
        stock = LiveReloadServer(builder, "127.0.0.1", 8000, str(self.site))
        builder(config)
        for path in (config.docs_dir, config.config_file_path):
            stock.watch(path)
        server = config.plugins.on_serve(stock, config=config, builder=builder)
        assert isinstance(server, PreviewServer)
        self.server = server
        plugin = config.plugins["polisi"]
        assert isinstance(plugin, PolisiPlugin)
        self.later = plugin.later
        self._news = server.feed.stream(News())
        next(self._news)
        self._seen = contents(folder)

    def update(self) -> None:
        """Show what has changed on the disk."""
        seen, self._seen = self._seen, contents(self.folder)
        changed = {
            path
            for path in seen.keys() | self._seen.keys()
            if seen.get(path) != self._seen.get(path)
        }
        if changed:
            self.server.updates.update(changed)

    def heard(self) -> list[dict[str, Any]]:
        """Return what browsers have been told since the last time."""
        self.server.feed.tell(News(failed="the end of this test's part"))
        told: list[dict[str, Any]] = []
        while True:
            news = json.loads(next(self._news).removeprefix(b"data: "))
            if [text for text, *_ in news["failed"]] == ["the end of this test's part"]:
                return told
            told.append(news)

    def files(self) -> Mapping[str, bytes]:
        """Return all files of the site, when those that nobody waits for are made too."""
        assert self.later is not None
        self.server.updates.catch_up()
        self.later.wait()
        return site_of(self.site)


def fresh(folder: Path) -> Mapping[str, bytes]:
    """Return all files of the site that a preview started now would show."""
    site = Path(tempfile.mkdtemp(dir=folder.parent))
    with other_plugins():
        config = load(folder, site)
        config.plugins.on_startup(command="serve", dirty=False)
        build(config, serve_url=URL)
        plugin = config.plugins["polisi"]
        assert isinstance(plugin, PolisiPlugin)
        assert plugin.later is not None
        plugin.later.wait()
        files = site_of(site)
        shutil.rmtree(site)
    return files
