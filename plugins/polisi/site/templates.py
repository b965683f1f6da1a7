"""What templates are given: the stock theme's words, a filter, and their own compiled form."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from jinja2.bccache import Bucket, BytecodeCache

from polisi.cache import Cache
from polisi.export.html import split_title


def prepare(env: Environment, stock: str | None, cache: Cache) -> None:
    """Let templates find the stock theme's words, and keep them compiled for the next build.

    Args:
        env: the templates of one language; MkDocs reads and compiles all of them for each.
        stock: the folder of the stock theme, if there is one.
        cache: where they are kept.
    """
    if stock is not None and env.loader is not None:
        env.loader = ChoiceLoader([env.loader, FileSystemLoader(stock)])
    env.filters["split_title"] = split_title
    if cache.is_kept:
        env.bytecode_cache = _Compiled(cache)


class _Compiled(BytecodeCache):
    """Templates as Python runs them: 0.1 s of a build's processor time goes into compiling them."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what it was compiled to, if that is known."""
        known = self._cache.find("compiled", (bucket.key, bucket.checksum))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template was compiled to."""
        self._cache.keep("compiled", (bucket.key, bucket.checksum), bucket.bytecode_to_string())
