"""What somebody has signed still says what was read.

What it finds:
    A segment whose source text has changed since a reviewer signed it: which words, and who
    signed it when. A segment whose target text alone has changed, as a warning: nobody has read
    it as it now stands. An entry of the ledger that was changed by hand. As a warning, one a
    page, sign-offs of what is no longer there.

Why:
    A policy is amended by a word: `must` for `should`, a day more or less. The translation that
    was right on the day it was signed is then wrong, and looks as sound as before. A later
    correction of a comma on the other side does not make it right either; so only another
    signature ends this finding. A segment that was only moved, or whose lines were only wrapped
    anew, has not changed; nor has one whose id is another, or whose page was renamed or merged
    into another: its sign-off goes along with its two texts. What nobody has signed is a draft,
    which `polisi status` counts. A sign-off whose text is found nowhere stays in the ledger until
    somebody says that it may go: what was taken out by mistake is still signed when it is back.

Bad:
    ```markdown
    The form is kept for four years.     (signed as "The form is kept for three years.")
    Cedwir y ffurflen am dair blynedd.
    ```

Good:
    ```markdown
    The form is kept for four years.
    Cedwir y ffurflen am bedair blynedd.    (and signed)
    ```

To mend it:
    Bring the translation into line with the words that have changed, let somebody read both, and
    sign: `polisi review docs/cy/page.md --segment ID --by NAME`. If a text was taken out on
    purpose, let its sign-off go with `polisi review --tidy`; if not, put it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby

from polisi.content.ledger import is_sealed
from polisi.diagnostics import Diagnostic, Severity
from polisi.parity.changes import changed
from polisi.parity.comparison import Comparison
from polisi.parity.readings import Lost, Reading, lost, readings
from polisi.parity.wording import called, quoted
from polisi.said import Said, language, said

NAME = "stale"

_NAMED = 3
"""So many texts that are gone are named."""


def check_site(comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield what has changed since it was signed, what was signed by hand, and what is gone."""
    if not comparison.site.ledger:
        return
    found = readings(comparison)
    changed = comparison.memo.recall_each(
        NAME,
        {path: (page,) for path, page in found.items()},
        lambda path: tuple(_on_page(comparison, found[path])),
    )
    yield from chain.from_iterable(changed.values())
    yield from _unsealed(comparison, found)
    for _, of_page in groupby(lost(comparison.site, found), lambda each: each.path):
        yield _gone(list(of_page), comparison.site.source_locale)


def _on_page(comparison: Comparison, page: Sequence[Reading]) -> Iterator[Diagnostic]:
    for each in page:
        if each.source and each.target and (each.source_changed or each.target_changed):
            yield _changed(comparison, each)


def _changed(comparison: Comparison, reading: Reading) -> Diagnostic:
    site, signoff = comparison.site, reading.signoff
    assert reading.source and reading.target and signoff
    what = called(reading.source, site.source_locale)
    here, there = language(site.source_locale), language(site.target_locale)
    when = said("stale.since", by=signoff.by, date=signoff.date)
    sign = said("stale.sign", file=site.target_file(reading.path), segment=reading.id)
    if not reading.source_changed:
        return Diagnostic(
            NAME,
            said("stale.target", what=what, there=there, when=when),
            said("stale.read_both", sign=sign),
            reading.source.span,
            reading.target.span,
            Severity.WARNING,
        )
    words = tuple(changed(signoff.text, reading.texts[0], site.source_locale))
    hint = said("stale.bring_into_line", there=there, sign=sign)
    if reading.target_changed:
        hint = said("stale.both", there=there, sign=sign)
    return Diagnostic(
        NAME,
        said("stale.source", what=what, here=here, when=when, words=words),
        hint,
        reading.source.span,
        reading.target.span,
    )


def _unsealed(
    comparison: Comparison, found: Mapping[str, Sequence[Reading]]
) -> Iterator[Diagnostic]:
    site = comparison.site
    broken = comparison.memo.recall_each(
        "unsealed",
        {path: (entries,) for path, entries in site.ledger.items()},
        lambda path: [each for each in site.ledger[path].items() if not is_sealed(each[1])],
    )
    for path, entries in broken.items():
        for ident, signoff in entries:
            reading = next((each for each in found.get(path, ()) if each.id == ident), None)
            if reading is None:
                # Of what is no longer there: told with the others of its page.
                continue
            yield Diagnostic(
                NAME,
                said("stale.by_hand", segment=ident, path=path, by=signoff.by),
                said(
                    "stale.take_back",
                    sign=said("stale.sign", file=site.target_file(path), segment=ident),
                ),
                reading.source.span if reading.source else None,
                signoff.span,
            )


def _gone(entries: Sequence[Lost], locale: str) -> Diagnostic:
    """Return the one finding about all that was signed on a page and is no longer there."""
    first, more = entries[0], len(entries) - _NAMED
    # By their words: the name of a list item may be that of another one by now.
    texts = tuple(
        said("stale.words", text=quoted(each.signoff.text, locale)) for each in entries[:_NAMED]
    )
    return Diagnostic(
        NAME,
        said(
            "stale.gone" if first.has_page else "stale.gone_page",
            path=first.path,
            texts=(*texts, said("change.more", number=more)) if more > 0 else texts,
        ),
        Said("stale.let_go"),
        None,
        first.signoff.span,
        Severity.WARNING,
    )
