"""What somebody has signed still says what was read.

What it finds:
    A segment whose source text has changed since a reviewer signed it: which words, and who
    signed it when. A segment whose target text alone has changed, as a warning: nobody has read
    it as it now stands. An entry of the ledger that was changed by hand.

Why:
    A policy is amended by a word: `must` for `should`, a day more or less. The translation that
    was right on the day it was signed is then wrong, and looks as sound as before. A later
    correction of a comma on the other side does not make it right either; so only another
    signature ends this finding. A segment that was only moved, or whose lines were only wrapped
    anew, has not changed. What nobody has signed is a draft, which `polisi status` counts.

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
    sign: `polisi review docs/cy/page.md --segment ID --by NAME`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from polisi.content.ledger import is_sealed
from polisi.diagnostics import Diagnostic, Severity
from polisi.parity.changes import told
from polisi.parity.comparison import Comparison
from polisi.parity.readings import Reading, readings
from polisi.parity.wording import capital, name

NAME = "stale"


def check_site(comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield what has changed since it was signed, and what was signed by hand."""
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


def _on_page(comparison: Comparison, page: Sequence[Reading]) -> Iterator[Diagnostic]:
    for each in page:
        if each.source and each.target and (each.source_changed or each.target_changed):
            yield _changed(comparison, each)


def _changed(comparison: Comparison, reading: Reading) -> Diagnostic:
    site, signoff = comparison.site, reading.signoff
    assert reading.source and reading.target and signoff
    what = capital(name(reading.source))
    when = f"since {signoff.by} signed it on {signoff.date}"
    sign = f"`polisi review {site.target_file(reading.path)} --segment {reading.id} --by NAME`"
    if not reading.source_changed:
        return Diagnostic(
            NAME,
            f"{what} has changed in {site.target_locale} only {when}.",
            f"Read both once more, then sign: {sign}.",
            reading.source.span,
            reading.target.span,
            Severity.WARNING,
        )
    words = told(signoff.text, reading.texts[0])
    hint = f"Bring {site.target_locale} into line, then sign: {sign}."
    if reading.target_changed:
        hint = f"{site.target_locale} has changed as well. If both say the same, sign: {sign}."
    return Diagnostic(
        NAME,
        f"{what} has changed in {site.source_locale} {when}: {words}.",
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
                # What is no longer there can mislead nobody; `polisi status` names it.
                continue
            yield Diagnostic(
                NAME,
                f"The sign-off of `{ident}` ({path}) was changed by hand: its parts are not those "
                f"that {signoff.by} signed together.",
                "Take that change back, or let somebody read the segment and sign: "
                f"`polisi review {site.target_file(path)} --segment {ident} --by NAME`.",
                reading.source.span if reading.source else None,
                signoff.span,
            )
