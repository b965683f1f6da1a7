"""A real Chromium: the one installed on the machine, whose path is in POLISI_CHROMIUM."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

# A slow machine is no fault of the site; only a failure waits this long.
expect.set_options(timeout=30_000)

# Chromium asks for hosts of its own at every start unless told not to.
_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; without one the tests fail in CI and are skipped elsewhere."""
    path = os.environ.get("POLISI_CHROMIUM")
    if not path:
        if os.environ.get("CI"):
            pytest.fail("There is no Chromium; run `python3 scripts/dev.py test`.")
        pytest.skip("There is no Chromium; `python3 scripts/dev.py test` says how to install it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()
