#!/usr/bin/env python3
"""Write the differences from the printed text that docs/data/errata.yml declares, as TSV.

    python3 scripts/errata_tsv.py > errata.tsv

Columns: the words as printed, what the page says instead, why. A place to be filled in is written
`insert school name`, the words that the printed text has for one. Needs the environment that
scripts/dev.py makes; run from elsewhere it starts itself there.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main() -> int:
    """Print the table; return 0, or 2 if there is no environment."""
    try:
        from polisi.content.errata import load  # noqa: PLC0415 (may not be installed)
    except ImportError:
        if not PYTHON.exists() or Path(sys.executable) == PYTHON:
            print("errata_tsv.py: run `python3 scripts/dev.py build` first.", file=sys.stderr)
            return 2
        return subprocess.run([PYTHON, __file__], check=False).returncode
    file = "docs/data/errata.yml"
    print("source", "target", "reason", sep="\t")
    for entry in load(ROOT / file, file).entries:
        if entry.reads is not None:
            reads = re.sub(r"\{\{.*?\}\}", "insert school name", entry.reads)
            for printed in entry.printed:
                reason = f"note {entry.number}: {entry.reason['en']}"
                print(*(" ".join(cell.split()) for cell in (printed, reads, reason)), sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
