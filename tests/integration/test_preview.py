"""The preview: whatever an editor saves, it says what is wrong, goes on, and recovers."""

import re
import shutil
import urllib.error
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest

from preview_support import Preview
from support import ROOT, Built


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("preview")
    shutil.copytree(ROOT / "docs", copy / "docs")
    shutil.copy(ROOT / "mkdocs.yml", copy)
    return copy


@pytest.fixture(scope="module")
def preview(folder: Path) -> Iterator[Preview]:
    running = Preview(folder)
    running.until("Serving on")
    yield running
    running.stop()


def without(start: str) -> Callable[[bytes], bytes]:
    """Return what takes the paragraph that begins with `start` out of a page."""

    def change(data: bytes) -> bytes:
        text = data.decode("utf-8")
        changed = re.sub(rf"(?m)^{re.escape(start)}.*\n\n?", "", text, count=1)
        assert changed != text
        return changed.encode("utf-8")

    return change


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old.encode("utf-8") in data
        return data.replace(old.encode("utf-8"), new.encode("utf-8"), 1)

    return change


SCOPE = "docs/cy/schools/scope.md"
FAULTS = {
    "a missing page": (SCOPE, None, r"schools/scope\.md:\d+: page: "),
    "a missing clause": (SCOPE, without("2.2 "), r"schools/scope\.md:\d+: structure: .*2\.2"),
    "a renamed anchor": (
        SCOPE,
        replaced("{#a-scope}", "{#cwmpas}"),
        r"scope\.md:\d+: \w+: .*cwmpas",
    ),
    "an unknown placeholder": (
        SCOPE,
        replaced("{{ school_name }}", "{{ schol_name }}"),
        r"schools/scope\.md:\d+: placeholder: .*schol_name.*school_name",
    ),
    "broken YAML": (SCOPE, replaced("title: ", "title: a: "), r"cy/schools/scope\.md:2: .*YAML"),
    "a file that is not UTF-8": (SCOPE, lambda data: data + b"\xff\n", r"scope\.md:\d+: .*UTF-8"),
    "an empty file": (SCOPE, lambda _: b"", r"schools/scope\.md:1: page: "),
    "a cycle of includes": (
        SCOPE,
        lambda data: data + b"\n<!-- polisi: include your-policy.md -->\n",
        r"schools/\S+\.md:\d+: .*leads back to itself",
    ),
    "a slug used twice": (
        SCOPE,
        replaced("slug: cwmpas", "slug: cyflwyniad"),
        r"front-matter: .*cyflwyniad",
    ),
    "a broken list of fields": (
        "docs/data/fields.yml",
        replaced("type: text", "type: txet"),
        r"fields\.yml:\d+: .*txet",
    ),
    "broken settings": ("mkdocs.yml", replaced("nav:\n", "nav: [\n"), "rror"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_preview_tells_a_fault_survives_it_and_recovers(
    preview: Preview, folder: Path, fault: str
) -> None:
    name, change, message = FAULTS[fault]
    preview.shows("/cy/ysgolion/cwmpas/", 'id="a-2-2"')
    file = folder / name
    sound = file.read_bytes()
    try:
        if change is None:
            file.unlink()
        else:
            file.write_bytes(change(sound))
        preview.until(message)
        assert "<h1" in preview.get("/en/schools/introduction/")
    finally:
        file.write_bytes(sound)
    preview.shows("/cy/ysgolion/cwmpas/", 'id="a-2-2"')
    preview.shows("/en/schools/introduction/", 'id="a-1-1"')


def test_a_change_is_shown(preview: Preview, folder: Path) -> None:
    page = folder / "docs/en/policy/conclusion.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("positively impact", "positively astonish"), encoding="utf-8")
    preview.shows("/en/policy/conclusion/", "positively astonish")


def test_a_file_that_an_editor_puts_in_place_of_the_old_one_is_shown(
    preview: Preview, folder: Path
) -> None:
    page = folder / "docs/en/policy/conclusion.md"
    before = page.read_bytes()
    try:
        made = page.with_name(".conclusion.md.swp")
        made.write_bytes(before + b"\nA remarkable end.\n")
        made.replace(page)
        preview.shows("/en/policy/conclusion/", "A remarkable end.")
    finally:
        page.write_bytes(before)


def test_many_files_that_change_at_once_are_all_shown(preview: Preview, folder: Path) -> None:
    pages = sorted((folder / "docs").rglob("schools/*.md"))
    before = {page: page.read_bytes() for page in pages}
    try:
        for page, data in before.items():
            page.write_bytes(data + b"\nA remarkable end.\n")
        preview.shows("/en/schools/scope/", "A remarkable end.")
        preview.shows("/cy/ysgolion/cwmpas/", "A remarkable end.")
    finally:
        for page, data in before.items():
            page.write_bytes(data)


def test_an_address_leads_to_no_file_beside_the_site(preview: Preview, folder: Path) -> None:
    for path in ("/../../etc/passwd", "/en/../../mkdocs.yml", "/%2e%2e/%2e%2e/etc/passwd"):
        with pytest.raises(urllib.error.HTTPError) as missing:
            preview.get(path)
        assert missing.value.code == 404
        assert "polisi-neutral" in missing.value.read().decode("utf-8")


@pytest.mark.parametrize("fast", [True, False])
def test_a_preview_without_what_makes_it_fast_shows_the_same(project: Path, fast: bool) -> None:
    settings = project / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("  - polisi\n", f"  - polisi: {{fast: {str(fast).lower()}}}\n"), "utf-8"
    )
    running = Preview(project)
    try:
        running.until("Serving on")
        page = project / "docs/en/policy/conclusion.md"
        page.write_bytes(page.read_bytes() + b"\nA remarkable end.\n")
        running.shows("/en/policy/conclusion/", "A remarkable end.")
        # What is found is told a moment later, when all has been checked.
        running.shows("/en/policy/conclusion/", "structure")
        assert "Canfyddiadau: 1" in running.get("/cy/_status/")
    finally:
        running.stop()


def test_a_preview_starts_on_a_project_with_faults(project: Path) -> None:
    (project / "docs/cy/schools/scope.md").write_bytes(b"---\ntitle: a: b\n---\n\xff")
    running = Preview(project)
    try:
        running.until("Serving on")
        page = running.get("/cy/schools/scope/")
        assert "Ni ellir dangos y dudalen hon" in page
        assert "docs/cy/schools/scope.md" in page
    finally:
        running.stop()


# ---------------------------------------------------------------------- findings on the pages
ENGLISH, WELSH = "/en/schools/scope/", "/cy/ysgolion/cwmpas/"


def boxes(html: str) -> list[str]:
    """Return what each finding on a page says, with what stands just before it."""
    return re.findall(r"(?s)(.{0,80})<div class=\"polisi-findings\"(.*?)</div></div>", html)


def test_a_finding_stands_on_both_pages_and_goes_when_it_is_mended(
    preview: Preview, folder: Path
) -> None:
    file = folder / SCOPE
    sound = file.read_bytes()
    preview.shows(WELSH, "Dim canfyddiadau ar y dudalen hon")
    try:
        file.write_bytes(replaced("{{ school_name }}", "{{ schol_name }}")(sound))
        preview.shows(WELSH, "1 canfyddiad ar y dudalen hon")
        for address, said, other in (
            (WELSH, "Gwall", "../../../en/schools/scope/"),
            (ENGLISH, "Error", "../../../cy/ysgolion/cwmpas/"),
        ):
            page = preview.get(address)
            ((before, box),) = boxes(page)
            assert before.endswith("</p>")
            assert "There is no field <code>" not in before
            assert f"<strong>{said}</strong>" in box
            assert "<code>schol_name</code>" in box
            (ident,) = re.findall(r'id="(polisi-finding-[0-9a-f]{8})"', box)
            assert f'href="{other}#{ident}"' in box
    finally:
        file.write_bytes(sound)
    preview.shows(WELSH, "Dim canfyddiadau ar y dudalen hon")
    assert boxes(preview.get(WELSH)) == []
    assert boxes(preview.get(ENGLISH)) == []


def test_a_missing_page_is_told_on_the_other_and_in_the_status(
    preview: Preview, folder: Path
) -> None:
    file = folder / SCOPE
    sound = file.read_bytes()
    # Somebody has the status page open: it must be there again after each build.
    assert preview.get("/cy/_status/").count("polisi-state-missing") == 0
    try:
        file.unlink()
        preview.shows(ENGLISH, "1 finding on this page")
        assert "This page is missing in cy" in preview.get(ENGLISH)
        assert "Canfyddiadau: 1" in preview.get("/cy/_status/")
        assert "This page is missing in cy" in preview.get("/en/_status/schools/scope/")
    finally:
        file.write_bytes(sound)
    preview.shows(ENGLISH, "No findings on this page")
    assert "Canfyddiadau: 1" not in preview.get("/cy/_status/")


@pytest.mark.parametrize("locale", ["en", "cy"])
def test_the_editors_pages_lead_to_pages_that_are_there(preview: Preview, locale: str) -> None:
    status = preview.get(f"/{locale}/_status/")
    sides = re.findall(r'href="((?:[a-z-]+/)+)"', status)
    assert "schools/scope/" in sides
    side = preview.get(f"/{locale}/_status/schools/scope/")
    links = set(re.findall(r'href="([^"#]+)', side))
    assert len(links) > 5
    for link in links:
        assert preview.get(urljoin(f"/{locale}/_status/schools/scope/", link))


def test_the_site_holds_no_trace_of_the_preview(built: Built) -> None:
    traces = [
        path
        for path in built.folder.rglob("*")
        if re.search(r"_status|polisi-preview", path.as_posix())
        or (
            path.suffix in (".html", ".css", ".js", ".json", ".xml", ".txt")
            and re.search(r"polisi-(editor|finding|preview)|data-beside", path.read_text("utf-8"))
        )
    ]
    assert traces == []


def test_what_the_preview_says_is_not_searched(preview: Preview, folder: Path) -> None:
    file = folder / SCOPE
    sound = file.read_bytes()
    try:
        file.write_bytes(replaced("{{ school_name }}", "{{ schol_name }}")(sound))
        preview.shows(WELSH, "1 canfyddiad ar y dudalen hon")
        for locale in ("en", "cy"):
            index = preview.get(f"/{locale}/search.json")
            assert "Did you mean" not in index
            assert "_status" not in index
        assert "_status" not in preview.get("/sitemap.xml")
    finally:
        file.write_bytes(sound)
    preview.shows(WELSH, "Dim canfyddiadau ar y dudalen hon")
