"""A page's bytes to lines that remember the file and line that they came from.

Three things happen to a page before it is read as Markdown: its front matter is taken off, its
`<!-- polisi: include ... -->` lines are replaced by what they name, and `<!-- polisi: ... -->`
lines that the project generates (the list of corrections) are replaced by what was made.
"""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import yaml

from polisi.content.parser import parser
from polisi.diagnostics import ContentError
from polisi.model import Line, Span, Unclosed
from polisi.said import Said, Words, listed, said

Read = Callable[[str], bytes]
"""Give the bytes of the file at a path below the language's folder, or raise OSError."""

DIRECTIVE = re.compile(r"^<!--\s*polisi:\s*([\w-]+)\s*(.*?)\s*-->\s*$")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_COMMENT_IN_COMMENT = re.compile(r"<!--(?:(?!-->).)*<!--", re.S)
_TOML = "+++"
_KEY = re.compile(r"(title|description|slug|source|clause_prefix):(\s|$)")
_YAML_LINE = re.compile(r"[\w-]+:(\s|$)|\s|#|- |$")
_HEADING = re.compile(r"^(#{1,6})(\s+.*)$")
_LINK = re.compile(r"(\]\()([^)\s:#]+\.\w+)([#)])")


class Source(NamedTuple):
    """A page ready to be read.

    Attributes:
        path: the page's path below its language's folder.
        meta: its front matter.
        meta_lines: the line of each key.
        lines: its body, includes expanded.
        prefixes: for each file that lines came from, its `clause_prefix`.
        unclosed: the code blocks and comments that the lines open and do not close; each is
            closed where its file ends.
    """

    path: str
    meta: Mapping[str, Any]
    meta_lines: Mapping[str, int]
    lines: tuple[Line, ...]
    prefixes: Mapping[str, str]
    unclosed: tuple[Unclosed, ...] = ()


class IncludeError(ContentError):
    """An `include` that names what is not there.

    Attributes:
        path: the path of the file that it names, below its language's folder.
        anchor: the id that it names there, or an empty text.
        cycle: if it leads back to where it stands, the paths of the files on the way.
    """

    def __init__(self, span: Span, said: Said, advice: Said, path: str, anchor: str = "") -> None:
        super().__init__(span, said, advice)
        self.path = path
        self.anchor = anchor
        self.cycle: frozenset[str] = frozenset()


def decode(data: bytes, file: str) -> str:
    r"""Return the text of a file, without a byte order mark and with `\n` line ends.

    Args:
        data: the bytes of the file.
        file: its path, for the message.

    Raises:
        ContentError: the bytes are not UTF-8.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError(
            Span.at(file, line),
            said("file.no_utf8", byte=f"{data[error.start]:02x}"),
            Said("file.save_utf8"),
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def front_matter(text: str, file: str) -> tuple[dict[str, Any], dict[str, int], int]:
    """Take the front matter off a page.

    Args:
        text: the page.
        file: its path, for the message.

    Returns:
        The values, the line of each key, and the number of lines that the front matter takes.

    Raises:
        ContentError: it is not opened or not closed, not YAML (or TOML, between lines of
            `+++`), or not a mapping.
    """
    meta, where, size = _front_matter(text, file)
    return {**meta}, {**where}, size


@lru_cache(1 << 12)
def _front_matter(text: str, file: str) -> tuple[Mapping[str, Any], Mapping[str, int], int]:
    """Return what `front_matter` does.

    A page that others include is asked for its front matter once for each of them.
    """
    lines = text.split("\n")
    if lines[0].rstrip() == _TOML:
        return _toml(lines, file)
    if lines[0].rstrip() != "---":
        if _lacks_first_line(lines):
            raise ContentError(
                Span.at(file),
                Said("front-matter.not_begun"),
                Said("front-matter.begin"),
            )
        return {}, {}, 0
    try:
        end = next(i for i, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "..."))
    except StopIteration:
        raise ContentError(
            Span.at(file), Said("front-matter.not_closed"), said("front-matter.close", line="---")
        ) from None
    return *_keys("\n".join(lines[1:end]), file), end + 1


def _keys(text: str, file: str) -> tuple[Mapping[str, Any], Mapping[str, int]]:
    """Return the values of a front matter, and the line of each key."""
    node, meta = load_yaml(text, file, first_line=2)
    if node is None:
        return {}, {}
    if not isinstance(node, yaml.MappingNode):
        raise ContentError(
            Span.at(file, 2), Said("front-matter.no_mapping"), Said("front-matter.write_so")
        )
    return meta, {str(key.value): key.start_mark.line + 2 for key, _ in node.value}


def _toml(lines: Sequence[str], file: str) -> tuple[dict[str, Any], dict[str, int], int]:
    """Take front matter between lines of `+++` off a page: plain folders may have it."""
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == _TOML), None)
    if end is None:
        raise ContentError(
            Span.at(file), Said("front-matter.not_closed"), said("front-matter.close", line=_TOML)
        )
    # Few pages need it, and it takes as long to import as ten pages take to be read.
    import tomllib  # noqa: PLC0415

    try:
        meta = tomllib.loads("\n".join(lines[1:end]))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = min(int(found[1]), end - 1) + 1 if found else end
        raise ContentError(
            Span.at(file, line),
            said("front-matter.no_toml", problem=Words(str(error), "en")),
            Said("front-matter.correct"),
        ) from error
    where: dict[str, int] = {}
    for number, text in enumerate(lines[1:end], 2):
        key = re.match(r"""["']?([\w-]+)["']?\s*=""", text)
        if key and key[1] in meta:
            where.setdefault(key[1], number)
    return meta, where, end + 1


def _lacks_first_line(lines: Sequence[str]) -> bool:
    """Return whether a page begins with keys of front matter and closes them with `---`."""
    if not _KEY.match(lines[0]):
        return False
    for line in lines[1:]:
        if line.rstrip() == "---":
            return True
        if not _YAML_LINE.match(line):
            return False
    return False


def load_yaml_node(
    text: str,
    file: str,
    first_line: int = 1,
    loader: type[yaml.SafeLoader] = yaml.SafeLoader,
) -> yaml.Node | None:
    """Parse YAML into nodes, which know their lines; the arguments are those of `load_yaml`.

    Raises:
        ContentError: it is not YAML, or a key stands twice.
    """
    return load_yaml(text, file, first_line, loader)[0]


def load_yaml(
    text: str,
    file: str,
    first_line: int = 1,
    loader: type[yaml.SafeLoader] = yaml.SafeLoader,
) -> tuple[yaml.Node | None, Any]:
    """Parse YAML into nodes, which know their lines, and into plain values.

    Args:
        text: the YAML.
        file: its path, for the message.
        first_line: the line of the file that the text starts on.
        loader: what knows the tags that the YAML may use.

    Raises:
        ContentError: it is not YAML, or a key stands twice.
    """
    try:
        node = _composed(text, loader)
        _no_key_twice(node, file, first_line)
        return node, None if node is None else construct(node, loader)
    except _YAML_ERRORS as error:
        line, column = _yaml_place(error, text)
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        raise ContentError(
            Span.at(file, line + first_line, column + 1),
            said("file.no_yaml", problem=Words(problem, "en")),
            Said("file.quote"),
        ) from error


def _composed(text: str, loader: type[yaml.SafeLoader]) -> yaml.Node | None:
    """Return YAML as nodes.

    By libyaml, which takes a tenth of the time, where PyYAML has it. What that refuses is read
    once more by PyYAML itself, whose errors `_yaml_place` knows; so is what has tabs, about which
    the two differ.
    """
    if LIBYAML is not None and "\t" not in text:
        with contextlib.suppress(*_YAML_ERRORS):
            fast: yaml.Node | None = yaml.compose(text, Loader=LIBYAML)
            return fast
    node: yaml.Node | None = yaml.compose(text, Loader=loader)
    return node


LIBYAML: type[yaml.CSafeLoader] | None = getattr(yaml, "CSafeLoader", None)
"""The reader in C, where PyYAML has it."""

_YAML_ERRORS = (
    # What PyYAML raises on purpose, and what its constructors let through for odd values
    # (`!!bool perhaps`, `!!timestamp x`, a list that holds itself).
    *(yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, RecursionError),
)


def _yaml_place(error: BaseException, text: str) -> tuple[int, int]:
    """Return the line and column, from 0, where the mistake is most likely to be.

    PyYAML says where it gave up. For a quotation mark or bracket that is never closed, and for a
    key without a colon, that is further down; what it was reading then began at the mistake.
    """
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        return before.count("\n"), len(before) - before.rfind("\n") - 1
    context = getattr(error, "context", None) or ""
    mark = getattr(error, "problem_mark", None)
    quote = _runaway_quote(text, mark.line) if mark else None
    if quote:
        return quote
    if any(unfinished in context for unfinished in ("quoted scalar", "simple key", "flow")):
        mark = getattr(error, "context_mark", None) or mark
    return (mark.line, mark.column) if mark else (0, 0)


def _runaway_quote(text: str, line: int) -> tuple[int, int] | None:
    """Return where a quoted text begins that takes several lines and ends on, or just above, one.

    A quotation mark that is not closed runs to the next one, far below; there the trouble shows.
    """
    found = None
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if token.start_mark.line > line:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                start, end = token.start_mark, token.end_mark
                runs = start.line < end.line and line - 1 <= end.line <= line
                found = (start.line, start.column) if runs else found
    except yaml.YAMLError:
        pass
    return found


def construct(node: yaml.Node, loader: type[yaml.SafeLoader] = yaml.SafeLoader) -> Any:
    """Return the plain value of a YAML node."""
    constructor = loader("")
    try:
        return constructor.construct_document(node)
    finally:
        constructor.dispose()


def _no_key_twice(node: yaml.Node | None, file: str, first_line: int) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                raise ContentError(
                    Span.at(file, key.start_mark.line + first_line),
                    said("file.twice", key=key.value),
                    Said("file.keep_one"),
                )
            seen.add(key.value)
            _no_key_twice(value, file, first_line)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _no_key_twice(item, file, first_line)


class Expander:
    """Reads pages of one language, with what they include.

    Args:
        read: gives the bytes of a file below the language's folder.
        root: that folder's path, for messages.
        generated: for each directive that stands for generated Markdown, what makes it.
    """

    def __init__(
        self, read: Read, root: str, generated: Mapping[str, Callable[[], str]] | None = None
    ) -> None:
        self._read = read
        self._root = root
        self._generated = generated or {}

    def file(self, path: str) -> str:
        """Return the path of a page as a message should show it."""
        return posixpath.join(self._root, path)

    def source(self, path: str) -> Source:
        """Read the page at `path` with everything that it includes.

        Raises:
            ContentError: it or something it includes cannot be read.
            OSError: the page itself cannot be opened.
        """
        text = decode(self._read(path), self.file(path))
        meta, where, _ = front_matter(text, self.file(path))
        prefixes: dict[str, str] = {}
        unclosed: list[Unclosed] = []
        lines = tuple(self._lines(path, text, (path,), prefixes, unclosed))
        return Source(path, meta, where, lines, prefixes, tuple(unclosed))

    def _lines(
        self,
        path: str,
        text: str,
        stack: tuple[str, ...],
        prefixes: dict[str, str],
        unclosed: list[Unclosed],
    ) -> Iterator[Line]:
        meta, _, skip = front_matter(text, self.file(path))
        prefixes[path] = str(meta.get("clause_prefix") or "c")
        fence: str | None = None
        body = text.split("\n")[skip:]
        while body and not body[-1].strip():
            body.pop()
        opened = list(_unclosed(body))
        hidden = {number + skip + 1 for each in opened for number in each.lines}
        for number, line in enumerate(body, skip + 1):
            fence = _fence(line, fence)
            is_text = line.startswith("<!--") and not fence and number not in hidden
            found = DIRECTIVE.match(line) if is_text else None
            if found and found[1] == "include":
                place = Line(line, path, number)
                for each in self._include(found[2], place, stack, prefixes, unclosed):
                    yield Line(each.text, each.path, each.number, number)
            elif found and found[1] in self._generated:
                made = self._generated[found[1]]()
                yield from (Line(text, path, number, number) for text in made.split("\n"))
            elif found and found[1] != "ignore":
                raise ContentError(
                    Span.at(self.file(path), number),
                    said("include.unknown", word=found[1]),
                    said(
                        "include.known",
                        words=listed(["include", "ignore", *sorted(self._generated)]),
                    ),
                )
            else:
                yield Line(line, path, number)
        for left in opened:
            span = Span.at(self.file(path), skip + 1 + left.lines[0])
            unclosed.append(Unclosed(left.mark, left.what, span))
            if left.closing:
                # It ends with its file, and not with whatever includes that.
                yield Line(left.closing, path, skip + len(body), skip + len(body))

    def _include(
        self,
        argument: str,
        line: Line,
        stack: tuple[str, ...],
        prefixes: dict[str, str],
        unclosed: list[Unclosed],
    ) -> Iterator[Line]:
        place = Span.at(self.file(line.path), line.number)
        name, _, anchor = argument.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(line.path), name))
        if path in stack:
            way = (*stack[stack.index(path) :], path)
            error = IncludeError(
                place,
                said("include.cycle", way=tuple(way)),
                Said("include.take_out"),
                path,
            )
            error.cycle = frozenset(way)
            raise error
        try:
            if path.startswith(("../", "/")):
                raise OSError
            text = decode(self._read(path), self.file(path))
        except OSError:
            raise IncludeError(
                place,
                said("include.no_file", file=self.file(path)),
                Said("include.correct_path"),
                path,
            ) from None
        lines = list(self._lines(path, text, (*stack, path), prefixes, unclosed))
        if anchor:
            lines = _section(lines, anchor)
            if not lines:
                raise IncludeError(
                    place,
                    said("include.no_id", file=self.file(path), id=anchor),
                    Said("include.give_id"),
                    path,
                    anchor,
                )
        else:
            lines = [_one_level_down(each) for each in unfenced(lines)]
        there, here = posixpath.dirname(path), posixpath.dirname(stack[-1])
        for each in lines:
            yield each if there == here else _rebase(each, there, here)


def _fence(line: str, fence: str | None) -> str | None:
    """Return the fence that is open after `line`, given the one that was open before it."""
    found = _FENCE.match(line) if "```" in line or "~~~" in line else None
    if not found:
        return fence
    if fence is None:
        return found[1]
    return None if found[1].startswith(fence) and not line.strip(" `~") else fence


def unfenced(lines: Iterable[Line]) -> Iterator[tuple[Line, bool]]:
    """Yield every line with whether it is Markdown text, that is, not inside a code block."""
    fence: str | None = None
    for line in lines:
        before, fence = fence, _fence(line.text, fence)
        yield line, before is None and fence is None


class _Open(NamedTuple):
    """A code block or comment that is not closed: its mark, its lines, what would close it."""

    mark: str
    what: str
    lines: range
    closing: str


def _unclosed(lines: Sequence[str]) -> Iterator[_Open]:
    """Yield each code block or comment that runs to the end, or a comment to that of another."""
    text = "\n".join(lines)
    fence: str | None = None
    for line in lines:
        fence = _fence(line, fence)
    open_comment = text.rfind("<!--") > text.rfind("-->") or _COMMENT_IN_COMMENT.search(text)
    if fence is None and not open_comment:
        return
    # Something seems to be open; whether it is, only a parser knows.
    for token in parser().parse(text):
        if token.level or token.map is None:
            continue
        own = range(*token.map)
        mark = lines[own[0]].strip()
        if token.type == "fence":
            alone = len(own) == 1 or _fence(lines[own[-1]], token.markup) is not None
            if own.stop == len(lines) and alone:
                yield _Open(mark, "code block", own, token.markup)
        elif token.type == "html_block" and mark.startswith("<!--"):
            inside, closing, _ = token.content.partition("-->")
            if not closing or inside.count("<!--") > 1:
                yield _Open("<!--", "comment", own, "" if closing else "-->")


def _section(lines: list[Line], anchor: str) -> list[Line]:
    """Return the section under the heading with the id `anchor`, heading included."""
    section: list[Line] = []
    level = 0
    for line, is_text in unfenced(lines):
        heading = _HEADING.match(line.text) if is_text else None
        if heading and section and len(heading[1]) <= level:
            break
        if (
            heading
            and not section
            and re.search(rf"\{{\s*:?\s*#{re.escape(anchor)}[\s}}]", line.text)
        ):
            level = len(heading[1])
            section.append(line)
        elif section:
            section.append(line)
    while section and not section[-1].text.strip():
        section.pop()
    return section


def _one_level_down(item: tuple[Line, bool]) -> Line:
    line, is_text = item
    level = len(line.text) - len(line.text.lstrip("#"))
    if is_text and 0 < level < 6 and _HEADING.match(line.text):
        return replace(line, text="#" + line.text)
    return line


def _rebase(line: Line, there: str, here: str) -> Line:
    """Make relative links of an included line start from the folder that it is included in."""

    def rebased(match: re.Match[str]) -> str:
        target = posixpath.relpath(posixpath.join(there, match[2]), here or ".")
        return f"{match[1]}{target}{match[3]}"

    return replace(line, text=_LINK.sub(rebased, line.text))
