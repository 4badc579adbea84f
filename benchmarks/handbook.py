"""GitLab's handbook as one log: message houses, buyer personas, objections with their answers, questions at a booth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from markdown_it import MarkdownIt

from benchmarks.real_talks import DATA
from shadowlog.domain.records import Encounter, Insight, Persona, ProofPoint, Theme
from shadowlog.domain.values import Basis, EncounterKind, InsightKind, ObjectionCategory, Stance, ThemeLevel
from shadowlog.services.objections import record_objection
from shadowlog.store.repository import Repository

_HOUSES = {
    "Continuous delivery": "marketing__strategic-marketing__usecase-gtm__cd__message-house__index.md",
    "Premium to Ultimate": "marketing__sales-plays-cicd__message-house-premium-to-ultimate__index.md",
}
_TABLES = (
    "marketing__sales-plays-cicd__playbook-premium-to-ultimate__index.md",
    "marketing__strategic-marketing__usecase-gtm__gitops__index.md",
)
_PLATFORM = "marketing__strategic-marketing__usecase-gtm__devops-platform__index.md"
_PLAY = "marketing__sales-plays__gitops__index.md"
_PERSONAS = "marketing__strategic-marketing__roles-personas__buyer-persona__index.md"
_BOOTH = "marketing__strategic-marketing__technical-marketing__event-booth-questions.md"
_PROOF = "sales__command-of-the-message__proof-points__index.md"

_WRITTEN = datetime(2026, 10, 1, 9, tzinfo=timezone.utc)


def key_values(path: Path) -> list[str]:
    """The key values of a message house."""
    return _cells(path.read_text(encoding="utf-8"), "Key-Values")


def _cells(text: str, head: str) -> list[str]:
    """The cells of the table row with this head."""
    line = next((line for line in text.splitlines() if line.startswith(f"| **{head}**")), "")
    return [cell.strip() for cell in line.split("|")[2:-1]]


def objections(data: Path = DATA) -> list[tuple[str, str]]:
    """The objections of the handbook, from tables, bold lines and a list; each with the answer, if it has one."""
    folder = data / "handbook_gitlab"
    found: list[tuple[str, str]] = []
    for name in _TABLES:
        rows: list[list[str]] = []
        for token in MarkdownIt().enable("table").parse((folder / name).read_text(encoding="utf-8")):
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "table_open":
                rows = []
            elif token.type == "inline" and rows:
                rows[-1].append(token.content)
            elif token.type == "table_close" and rows[0][0] == "Objection":
                found += [(plain(row[0]), plain(row[1])) for row in rows[1:]]
    section = (folder / _PLATFORM).read_text(encoding="utf-8").split("## Potential Objections")[1].split("\n## ")[0]
    parts = re.split(r"^\*\*(.+)\*\*$", section, flags=re.MULTILINE)[1:]
    found += [
        (plain(title), plain(answer.strip().split("\n\n")[0]))
        for title, answer in zip(parts[::2], parts[1::2], strict=True)
    ]
    section = (folder / _PLAY).read_text(encoding="utf-8").split("### Handling Objections")[1].split("\n## ")[0]
    return found + [(plain(text), "") for text in re.findall(r"^- (.+)$", section, re.MULTILINE)]


def plain(text: str) -> str:
    """Markdown as words: no links, no emphasis, without the speaker in front."""
    words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text.replace("<br>", " "))
    return re.sub(r"^\([^)]*\)\s*", "", " ".join(words.replace("*", "").split()))


def enter(repository: Repository, data: Path = DATA) -> None:
    """Enter the handbook as one log, each page as a change."""
    folder = data / "handbook_gitlab"
    with repository.change("Enter the personas"):
        personas = [repository.add(Persona(name=name, wants=wants)).id for name, wants in _personas(folder / _PERSONAS)]
    with repository.change("Enter the proof points"):
        proof = [repository.add(ProofPoint(claim=claim)).id for claim in _proof(folder / _PROOF)]
    themes: list[str] = []
    for name, page in _HOUSES.items():
        with repository.change("Enter a message house"):
            themes += _house(repository, name, (folder / page).read_text(encoding="utf-8"), personas, proof)
    with repository.change("Enter the questions"):
        booth = Encounter(kind=EncounterKind.TRADE_SHOW, event="Booth questions", started_at=_WRITTEN)
        encounter = repository.add(booth).id
        for question in re.findall(r"^\d\. (.+\?)$", (folder / _BOOTH).read_text(encoding="utf-8"), re.MULTILINE):
            repository.add(
                Insight(
                    text=question, kind=InsightKind.QUESTION, basis=Basis.BUYER_VERBATIM, encounter=encounter,
                    signals=dict.fromkeys(themes[:1], Stance.NEUTRAL),
                )
            )  # fmt: skip
    for number, (title, answer) in enumerate(objections(data)):
        about = {"category": ObjectionCategory.OTHER, "themes": (themes[number % len(themes)],)}
        persona = personas[number % len(personas)]
        said = {"verbatim": title, "persona": persona, "basis": Basis.BUYER_VERBATIM, "encounter": encounter}
        record_objection(repository, title, about, said, answer)


def _house(repository: Repository, name: str, text: str, personas: list[str], proof: list[str]) -> Iterator[str]:
    """Enter a message house: the roof, a theme for each key value, and each pain as heard from somebody of its own."""
    (message,) = _cells(text, "Positioning Statement") or _cells(text, "Positioning statement")
    roof = repository.add(Theme(name=name, level=ThemeLevel.UMBRELLA, message=plain(message))).id
    yield roof
    rows = (_cells(text, "Key-Values"), _cells(text, "Promise"), _cells(text, "Pain points"))
    pillar = roof
    for number, (value, promise, pains) in enumerate(zip(*rows, strict=True)):
        level = ThemeLevel.PILLAR if number < 3 else ThemeLevel.SUPPORTING
        made = Theme(
            name=value, level=level, message=plain(promise.lstrip("- ")), parent=roof if number < 3 else pillar,
            personas=tuple(personas[number : number + 2]), proof_points=tuple(proof[number * 4 : number * 4 + 4]),
        )  # fmt: skip
        pillar = repository.add(made).id
        yield pillar
        for place, pain in enumerate(re.split(r"<br>\s*-|^-", pains)):
            if pain.strip():
                talk = repository.add(Encounter(event=f"{value} {place}", started_at=_WRITTEN)).id
                repository.add(
                    Insight(
                        text=plain(pain), kind=InsightKind.PAIN, basis=Basis.BUYER_PARAPHRASE, encounter=talk,
                        persona=personas[place % len(personas)], signals={pillar: Stance.RESONATED},
                    )
                )  # fmt: skip


def _personas(path: Path) -> Iterator[tuple[str, str]]:
    """The names of the buyer personas, and their goals."""
    for part in path.read_text(encoding="utf-8").split("\n### ")[2:]:
        if goals := re.search(r"\*\*Goals & Objectives:\*\*\s*\n\s*\* (.+)", part):
            yield part.splitlines()[0].strip(), plain(goals[1])


def _proof(path: Path) -> list[str]:
    """What customers reached, customer by customer."""
    pairs = re.findall(r"<big>\[(.+?)\].*?\*\*Result:\*\*\s*(.+?)<br>", path.read_text(encoding="utf-8"), re.DOTALL)
    return [f"{customer}: {plain(result)}" for customer, result in pairs[:40]]
