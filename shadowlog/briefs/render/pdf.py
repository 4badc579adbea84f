"""A brief as PDF: its page, printed by Chromium or a browser made from it, where there is one."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from shadowlog.domain.errors import ShadowlogError

BROWSER = "SHADOWLOG_BROWSER"
"""The environment variable that names the browser, where it is none of those that are looked for."""

MARK = b"% shadowlog "
"""Begins the last line of a PDF of ours. The sum of the printed page follows."""

_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge",
    "brave-browser",
)  # fmt: skip
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_LONGEST = 90.0
"""Seconds that the browser may take for a page."""

_ARGUMENTS = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--no-pdf-header-footer",
)  # fmt: skip


class NoPdf(ShadowlogError):
    """No PDF can be made."""

    title = "No PDF"
    exit_code = 1


def find_browser() -> str:
    """The path of the browser that prints. Raises NoPdf if there is none."""
    named = os.environ.get(BROWSER)
    if named:
        if found := shutil.which(named):
            return found
        raise NoPdf(f"{BROWSER} names {named}, which is no program.", "Give it the path of Chromium or Chrome.")
    for name in (*_NAMES, *_PLACES):
        if found := shutil.which(name):
            return found
    raise NoPdf(
        "PDF is printed by Chromium, Chrome or Edge, and none of them was found.",
        f"Install one, or name it in {BROWSER}; or export with --format html and print the page from your browser.",
    )


def to_pdf(page: str) -> bytes:
    """An HTML page as PDF. Raises NoPdf if there is no browser, or it does not print the page."""
    browser = find_browser()
    with tempfile.TemporaryDirectory(prefix="shadowlog-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, printed = folder / "brief.html", folder / "brief.pdf"
        source.write_text(page, encoding="utf-8")
        command = [browser, *_ARGUMENTS, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={printed}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # As root it starts only without its sandbox. The page has no script, and its policy lets nothing be loaded.
            command.append("--no-sandbox")
        try:
            done = subprocess.run([*command, source.as_uri()], capture_output=True, timeout=_LONGEST, check=False)
        except subprocess.TimeoutExpired:
            raise NoPdf(f"{browser} took longer than {_LONGEST:.0f} seconds for a page.", "Try it again.") from None
        except OSError as error:
            raise NoPdf(f"{browser} does not start: {error.strerror}.", f"Name another in {BROWSER}.") from None
        try:
            content = printed.read_bytes()
        except OSError:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise NoPdf(f"{browser} printed nothing: {said[0][:200]}.", f"Name another in {BROWSER}.") from None
    return content.rstrip(b"\r\n") + b"\n" + _last_line(page)


def is_print_of(path: Path, page: str) -> bool:
    """Whether a file is a PDF of exactly this page. Prints of the same page differ in their time."""
    return _last_line(page) in _end(path)


def is_ours(path: Path) -> bool:
    """Whether a file is a PDF that ``to_pdf`` made."""
    return MARK in _end(path)


def _last_line(page: str) -> bytes:
    return MARK + hashlib.sha256(page.encode()).hexdigest().encode() + b"\n"


def _end(path: Path) -> bytes:
    """The end of a file, empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 200))
            return file.read()
    except OSError:
        return b""
