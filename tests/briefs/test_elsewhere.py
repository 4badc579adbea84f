"""Briefs in the programs that read them: a browser with axe, and gray-matter, which runs front matter that is code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timezone
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from shadowlog.briefs.export.incremental import export
from shadowlog.briefs.export.one import BriefFormat
from shadowlog.demo import fill
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.real import test_hostile_briefs as hostile

ROOT = Path(__file__).parents[2]
MODULES = ROOT / ".node" / "node_modules"
TODAY = datetime.now(timezone.utc).date()


def needed(name: str, path: str | None) -> str:
    """A program or file that a test needs; where it is missing, the test is left out, but not in CI."""
    if path and Path(path).exists():
        return path
    if os.environ.get("SHADOWLOG_TEST_ALL"):
        pytest.fail(f"{name} is missing")
    pytest.skip(
        f"{name} is missing: make test sets up what npm can; a browser is Debian's chromium-driver, the shells are "
        "Debian's zsh and fish"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The briefs of the demo and of hostile text, in every form."""
    out = tmp_path_factory.mktemp("briefs")
    with Repository(Workspace(tmp_path_factory.mktemp("demo"), "a test")) as repository:
        fill(repository)
        hostile.fill(repository, hostile.OWN)
        export(repository, out, TODAY, forms=[BriefFormat.HTML, BriefFormat.JSON])
    return out


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The folder on a server, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    options = ChromeOptions()
    options.binary_location = needed("chromium", shutil.which("chromium") or shutil.which("google-chrome"))
    for argument in (
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=390,844",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=ChromeService(needed("chromedriver", shutil.which("chromedriver"))))
    yield driver
    driver.quit()


_HELD_AGAINST_EVERY_RULE = ("index", "backlog", "persona-nursing", "theme-quieter")
"""What the names of pages begin with that axe looks at in any case."""


def test_pages_run_nothing_fetch_nothing_and_have_no_fault_that_axe_finds(
    folder: Path, served: tuple[str, list[str]], browser: Any
) -> None:
    axe = Path(needed("axe-core", str(MODULES / "axe-core" / "axe.min.js"))).read_text(encoding="utf-8")
    address, asked = served
    every = sorted(path.name for path in folder.glob("*.html"))
    assert len(every) > 180
    for number, page in enumerate(every):
        asked.clear()
        browser.get(f"{address}/{page}")
        assert asked == [f"/{page}"] or asked == [f"/{page}", "/favicon.ico"], "nothing beside the page"
        found = browser.execute_script(
            "return [document.scripts.length, performance.getEntriesByType('resource').length, document.title,"
            " document.querySelectorAll('img,iframe,object,embed,form,input,link,base').length,"
            " [...document.querySelectorAll('*')].filter("
            "   e => [...e.attributes].some(a => /^on|^style$/.test(a.name))).length,"
            " [...document.links].filter(a => a.origin !== location.origin).length,"
            " document.documentElement.scrollWidth <= window.innerWidth]"
        )
        assert found[:2] == [0, 0], page
        assert found[3:6] == [0, 0, 0], page
        assert found[6], f"{page} is wider than a phone"
        if number % 40 == 0 or page.startswith(_HELD_AGAINST_EVERY_RULE):
            # Of hundreds of pages that are built alike, one in forty is held against every rule; in other colours,
            # against what colours matter to.
            browser.execute_script(axe)
            for scheme, rules in (("light", "{}"), ("dark", "{runOnly: ['color-contrast']}")):
                browser.execute_cdp_cmd(
                    "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
                )
                outcome = browser.execute_async_script(
                    f"axe.run({rules}).then(r => arguments[0]([r.passes.length, r.violations]))"
                )
                assert outcome[0] > 0, "some rule applies"
                faults = [(fault["id"], fault["nodes"][0]["html"]) for fault in outcome[1]]
                assert faults == [], (page, scheme)
    assert not [line for line in browser.get_log("browser") if "favicon" not in line["message"]]


def test_links_lead_from_a_claim_to_its_evidence_and_back(
    folder: Path, served: tuple[str, list[str]], browser: Any
) -> None:
    from selenium.webdriver.support.wait import WebDriverWait

    page = next(path.name for path in folder.glob("theme-quieter*.html"))
    browser.get(f"{served[0]}/{page}")
    broken = browser.execute_script(
        "return [...document.links].filter(a => a.hash && !document.getElementById(a.hash.slice(1)))"
        ".map(a => a.outerHTML)"
    )
    assert not broken
    there = browser.execute_script(
        "const claim = document.querySelector('main li a[href^=\"#e-\"]'); claim.click();"
        "const entry = document.getElementById(claim.hash.slice(1));"
        "return [entry.querySelector('.back a').hash.slice(1), claim.id]"
    )
    assert there[0] == there[1]
    WebDriverWait(browser, 10).until(
        lambda _: browser.execute_script("return document.querySelector('div:target').closest('details').open")
    )
    assert len(browser.find_elements("css selector", "svg.months rect")) == 12
    assert browser.find_elements("css selector", "svg.gauge circle")


def test_index_leads_to_every_brief(folder: Path, served: tuple[str, list[str]], browser: Any) -> None:
    browser.get(f"{served[0]}/index.html")
    links = browser.execute_script("return [...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))")
    assert sorted(set(links)) == sorted(path.name for path in folder.glob("*.html") if path.name != "index.html")


def test_gray_matter_reads_plain_data_and_runs_nothing(folder: Path) -> None:
    needed("gray-matter", str(MODULES / "gray-matter" / "package.json"))
    program = (
        "const matter = require('gray-matter'), fs = require('fs'), path = require('path');"
        "const out = {}; for (const name of fs.readdirSync(process.argv[1]).filter(n => n.endsWith('.md'))) {"
        " const held = matter(fs.readFileSync(path.join(process.argv[1], name), 'utf8'));"
        " out[name] = {data: held.data, language: held.language, start: held.content.trimStart().slice(0, 2)}; }"
        "console.log(JSON.stringify(out));"
    )
    node = needed("node", shutil.which("node"))
    done = subprocess.run(
        [node, "-e", program, str(folder)],
        cwd=ROOT / ".node",
        capture_output=True,
        text=True,
        timeout=60,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert len(read) > 180
    for name, held in read.items():
        assert held["language"] == "yaml"
        assert held["start"] == "# "
        same = json.loads((folder / name).with_suffix(".json").read_text(encoding="utf-8"))
        own = held["data"].pop("shadowlog")
        assert {key: same[key] for key in own} == own, name
        assert held["data"]["title"] == same["title"]
        assert held["data"]["as_of"].startswith(same["as_of"]), "a day, as YAML has them"
