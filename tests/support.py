"""What tests share that is no fixture: the project's folder, a built site, MkDocs as a command."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Built:
    """A built site: its folder, and the address it would be published at."""

    folder: Path
    url: str = "https://polisi.example/"

    @property
    def app(self) -> str:
        """The address of the form's scripts, without the host."""
        (script,) = self.folder.glob("assets/*/app/form.js")
        return f"/{script.parent.relative_to(self.folder).as_posix()}"

    def pages(self, locale: str | None = None) -> list[Path]:
        """Return the HTML files, of one language or of all."""
        return sorted((self.folder / (locale or ".")).rglob("*.html"))


def mkdocs(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run MkDocs as an editor would."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
