"""What templates are given: a filter, and their own compiled form."""

from __future__ import annotations

from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache

from polisi.cache import Cache
from polisi.export.html import split_title


def prepare(env: Environment, cache: Cache) -> None:
    """Give templates what they call, and keep them compiled for the next build.

    Args:
        env: the templates of one language; MkDocs reads and compiles all of them for each.
        cache: where they are kept.
    """
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
