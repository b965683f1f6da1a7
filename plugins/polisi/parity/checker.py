"""Runs the rules over a site, and takes out the findings that are silenced in place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from polisi.diagnostics import Diagnostic, Severity
from polisi.model import Page, Silencer, Site, Span
from polisi.parity.comparison import Comparison
from polisi.parity.memo import Memo
from polisi.parity.rules import RULES, Rule
from polisi.said import Said, listed, said, suggestion

SILENCER = "silencer"
"""The rule that holds the silencers themselves to account. It cannot be silenced."""

SILENCER_MANUAL = """A silencer names a rule, gives a reason, and silences something.

What it finds:
    A silencer without a rule or without a reason, one of a rule that there is not, and one whose
    finding has gone.

Why:
    A silencer that is left behind hides the next fault in that place, and one without a reason
    cannot be judged by who comes after.

Bad:
    `<!-- polisi: ignore -->`

Good:
    `<!-- polisi: ignore structure: one sentence became two -->`

To mend it:
    Write the rule and the reason, or delete the silencer.
"""


def check(
    site: Site, rules: Collection[str] | None = None, memo: Memo | None = None
) -> list[Diagnostic]:
    """Check a site.

    Args:
        site: the site.
        rules: the names of the rules to run; by default all that go with such a site.
        memo: what an earlier check has found; what has not changed since is not looked at again.

    Returns:
        The findings, in the order of files and lines.

    Raises:
        KeyError: there is no such rule.
    """
    running = [*_default(site), SILENCER] if rules is None else list(rules)
    comparison = Comparison(site, running, memo)
    silencers = _Silencers(comparison)
    told: list[Diagnostic] = []
    wanted = {name: RULES[name] for name in running if name != SILENCER}
    for found in _found(comparison, [rule for name, rule in RULES.items() if name in wanted]):
        # A file that is included is read more than once; its findings are told once.
        for each in {(e.said, e.source, e.target): e for e in found}.values():
            if not comparison.is_in_lost(each) and not silencers.silence(each):
                told.append(each)
                comparison.tell(each)
    if SILENCER in running:
        told += silencers.findings(running)
    comparison.memo.end()
    return sorted(told, key=_order)


def _found(comparison: Comparison, rules: Sequence[Rule]) -> Iterator[Sequence[Diagnostic]]:
    """Yield what each rule finds, one after the other: some ask what others have told."""
    known = {rule.name: () if rule.survey is None else (rule.survey(comparison),) for rule in rules}
    pairs = {
        pair.path: (pair.source, pair.target, comparison.alignment(pair))
        for pair in comparison.pairs
    }
    by_path = {pair.path: pair for pair in comparison.pairs}

    def on_pairs(some: Sequence[Rule]) -> Iterator[Mapping[str, Sequence[Diagnostic]]]:
        def on_pair(path: str) -> Mapping[str, Sequence[Diagnostic]]:
            found = {
                rule.name: tuple(rule.check_pair(comparison, by_path[path], *known[rule.name]))
                for rule in some
                if rule.check_pair is not None
            }
            return {name: each for name, each in found.items() if each}

        names = " ".join(rule.name for rule in some)
        return filter(None, comparison.memo.recall_each(names, pairs, on_pair).values())

    # All that depends on nothing but the pages is recalled at once, and little is kept of it.
    first = tuple(on_pairs([rule for rule in rules if not rule.asks_told]))
    for rule in rules:
        if rule.asks_told:
            comparison.let_tell(rule.name)
        on_each = on_pairs([rule]) if rule.asks_told else first
        on_site = rule.check_site(comparison, *known[rule.name]) if rule.check_site else ()
        yield [*chain.from_iterable(each.get(rule.name, ()) for each in on_each), *on_site]


def _default(site: Site) -> Iterator[str]:
    is_project = Comparison(site, ()).is_project
    return (name for name, rule in RULES.items() if is_project or not rule.by_name)


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    """Return what findings are sorted by: where to mend, then where that comes from."""
    path, line, column, *rest = diagnostic.sort_key
    source = diagnostic.source
    return (path, line, column, (source.line, source.column) if source else (0, 0), *rest)


class _Silencers:
    """The silencers of a site, and what each of them has silenced."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._used: set[tuple[Span, str]] = set()
        self._areas: list[tuple[Silencer, tuple[Span, ...], bool]] = []
        for page in comparison.pages:
            for silencer in page.silencers:
                # Those of an included file are read, and used, on its own page too.
                if silencer.span.path == page.file:
                    spans = tuple(page.by_id[ident].span for ident in silencer.segments)
                    self._areas.append((silencer, spans, _is_on_top(page, silencer)))

    def silence(self, diagnostic: Diagnostic) -> bool:
        """Return whether a finding is silenced, and remember by what."""
        silenced = False
        for silencer, spans, on_top in self._areas:
            if diagnostic.rule in silencer.rules and any(
                _covers(silencer, spans, on_top, place)
                for place in (diagnostic.source, diagnostic.target)
                if place is not None
            ):
                self._used.add((silencer.span, diagnostic.rule))
                silenced = True
        return silenced

    def findings(self, running: Collection[str]) -> Iterator[Diagnostic]:
        """Yield the silencers that are wrong or not needed."""
        sources = {page.file for page in self._comparison.site.source.values()}
        for silencer, _, _ in self._areas:
            for message, hint, severity in self._faults(silencer, running):
                source = silencer.span.path in sources
                yield Diagnostic(
                    SILENCER,
                    message,
                    hint,
                    silencer.span if source else None,
                    None if source else silencer.span,
                    severity,
                )

    def _faults(
        self, silencer: Silencer, running: Collection[str]
    ) -> Iterator[tuple[Said, Said, Severity]]:
        if not silencer.rules:
            yield Said("silencer.no_rule"), Said("silencer.write"), Severity.ERROR
        elif not silencer.reason:
            message = said("silencer.no_reason", rules=listed(silencer.rules))
            yield message, Said("silencer.write_reason"), Severity.ERROR
        for rule in dict.fromkeys(silencer.rules):
            if rule not in RULES:
                hint = suggestion(rule, RULES) or said("silencer.rules", rules=listed(RULES))
                yield said("silencer.unknown_rule", rule=rule), hint, Severity.ERROR
            elif rule in running and (silencer.span, rule) not in self._used:
                message = said("silencer.unused", rule=rule)
                yield message, Said("silencer.delete"), Severity.WARNING


def _is_on_top(page: Page, silencer: Silencer) -> bool:
    """Return whether a silencer stands before all text, and so is for the whole page."""
    own = [segment.span for segment in page.segments if segment.span.path == page.file]
    return all(span.line > silencer.span.line for span in own)


def _covers(silencer: Silencer, spans: tuple[Span, ...], on_top: bool, place: Span) -> bool:
    if place.path != silencer.span.path:
        return False
    if on_top and place.line <= silencer.span.line:
        return True
    return any(span.line <= place.line <= span.end_line and _columns(span, place) for span in spans)


def _columns(span: Span, place: Span) -> bool:
    """Return whether a place on the line of a span is not in another cell of that line."""
    return place.line != span.line or span.column <= place.column <= span.end_column
