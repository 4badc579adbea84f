"""Completion, as somebody has it who presses the tab key in bash, zsh or fish."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shadowlog.cli.completing import table as kept_table
from shadowlog.cli.completing.answer import common_start
from shadowlog.cli.completing.candidates import Completion
from shadowlog.cli.completing.shell_words import quoted, typed
from shadowlog.cli.completing.values import MOST, Answer
from shadowlog.cli.verbs.completion import SCRIPTS
from shadowlog.domain.ids import new_id, tail
from shadowlog.domain.records import RECORDS, Account, Insight, Persona, Theme
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.values import ObjectionCategory
from shadowlog.services.resolve import names_starting
from shadowlog.store.index.schema import LAYOUT
from shadowlog.store.quick_reader import KindWords, QuickReader, visible_id
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.briefs.test_elsewhere import needed
from tests.some import some
from tests.terminal import Terminal

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the shells are those of POSIX systems")

TAB = "\t"
ENTER = "\r"
WHOLE_LINE_AWAY = "\x15"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


# At the keyboard -------------------------------------------------------------------------------------------------


Start = Callable[[str], Terminal]

_SETTINGS = {
    "bash": ("rc", "PS1='$ '\nunset HISTFILE\nbind 'set bell-style none'\nbind 'set enable-bracketed-paste off'\n"),
    "zsh": (".zshrc", "PS1='$ '\nunsetopt beep prompt_sp\nzstyle ':completion:*' menu no\n"),
    "fish": (
        ".config/fish/config.fish",
        "function fish_prompt; echo -n '$ '; end\nset -g fish_greeting\nset -g fish_autosuggestion_enabled 0\n",
    ),
}


@pytest.fixture
def shell(tmp_path: Path, workspace: Workspace) -> Iterator[Start]:
    """Starts a shell of a name in a terminal, with the script in place, in an empty folder."""
    running: list[Terminal] = []
    home, folder = tmp_path / "home", tmp_path / "folder"
    folder.mkdir()

    def start(name: str) -> Terminal:
        program = needed(name, shutil.which(name))
        file, settings = _SETTINGS[name]
        path = home / file
        path.parent.mkdir(parents=True)
        if name == "fish":
            completions = path.parent / "completions"
            completions.mkdir()
            (completions / "shadowlog.fish").write_text(SCRIPTS[name])
            path.write_text(settings)
        else:
            path.write_text(settings + SCRIPTS[name])
        arguments = {"bash": ["--noprofile", "--rcfile", str(path), "-i"], "zsh": ["-i"], "fish": ["-i"]}[name]
        # The shell stands in an empty folder, so that nothing comes from the names of files.
        started = Terminal(
            workspace.root, program=["/usr/bin/env", "-C", str(folder), program, *arguments], size=(100, 40),
            HOME=str(home), ZDOTDIR=str(home), XDG_CONFIG_HOME=str(home / ".config"), LANG="C.UTF-8",
            XDG_DATA_HOME=str(home / ".local"), PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        )  # fmt: skip
        running.append(started)
        started.until(lambda: _before_cursor(started) == "$ ")
        return started

    yield start
    for terminal in running:
        terminal.__exit__()


SHELLS = pytest.mark.parametrize("name", ["bash", "zsh", "fish"])


def _before_cursor(terminal: Terminal) -> str:
    cursor = terminal.screen.cursor
    return terminal.screen.display[cursor.y][: cursor.x]


def _press(terminal: Terminal, keys: str, typed_then: str) -> None:
    """Press keys on an empty line, and wait until what is before the cursor ends so."""
    terminal.send(WHOLE_LINE_AWAY + keys)
    terminal.until(lambda: _before_cursor(terminal).endswith(typed_then))


@SHELLS
def test_values_are_completed_at_the_tab_key(name: str, shell: Start, repository: Repository) -> None:
    for persona in ("Nurse manager", "Purchasing"):
        repository.add(Persona(name=persona))
    repository.add(Theme(name="Total cost"))
    repository.add(Theme(name="Quieter at the bedside"))
    terminal = shell(name)
    blank = "\\ "
    _press(terminal, f'shadowlog add insight "x" --persona nu{TAB}', f"--persona Nurse{blank}manager ")
    _press(terminal, f"shadowlog brief theme Qu{TAB}", f"brief theme Quieter{blank}at{blank}the{blank}bedside ")
    _press(terminal, f"shadowlog brief theme 'Qu{TAB}", "brief theme 'Quieter at the bedside' ")
    _press(terminal, f"shadowlog list --where persona:nu{TAB}", "--where persona:Nurse-manager ")
    _press(terminal, f"shadowlog list --theme=tot{TAB}", f"--theme=Total{blank}cost ")
    _press(terminal, f"shadowlog list in{TAB}", "list insights ")
    _press(terminal, f"shadowlog add objection x --category pri{TAB}", "--category price_budget ")
    _press(terminal, f"shadowlog add 'too dear @x #To{TAB}", "#Total-cost")


@SHELLS
def test_what_there_is_to_choose_from_is_listed_with_what_it_is(
    name: str, shell: Start, repository: Repository
) -> None:
    insight = repository.add(Insight(text="They would sign a lease"))
    repository.add(Persona(name="Nursing"))
    terminal = shell(name)
    terminal.send(f"shadowlog show {TAB}{TAB}")
    terminal.until_shown("insight: They would sign a lease")
    assert insight.id[-8:] in terminal.text
    terminal.send(f"{WHOLE_LINE_AWAY}shadowlog an{TAB} {WHOLE_LINE_AWAY}shadowlog a{TAB}{TAB}")
    terminal.until_shown("Show which answers to an objection were tried, and how they did")


NAMES = [
    "A$(touch pwned)", "B`touch pwned`", "C;touch pwned", "D'touch pwned", 'E" touch pwned', "F\\ touch | pwned",
    "G & touch > pwned", "H*?[a] {b,c} ~ #d !e", "I$HOME", "-J", "K=~:@^%", "Ł (Łódź)", "!!", "~root", "#none",
]  # fmt: skip


@SHELLS
def test_the_shell_runs_nothing_that_a_name_holds(
    name: str, shell: Start, repository: Repository, tmp_path: Path
) -> None:
    for each in NAMES:
        repository.add(Theme(name=each))
    terminal = shell(name)
    for number, each in enumerate(NAMES):
        for quote in ("", "'", '"'):
            if quote == '"' and each[0] == "!":
                # The mark was typed where it stands for an earlier command.
                continue
            begun = f"shadowlog list --theme {quote}{each[0] if quote or each[0] not in '!~#' else chr(92) + each[0]}"
            terminal.send(f"{WHOLE_LINE_AWAY}{begun}{TAB}")
            terminal.until(
                lambda begun=begun: (
                    _before_cursor(terminal)[-1:] == " " and len(_before_cursor(terminal)) > len(begun) + 3
                )
            )
            # To the beginning of the line: the shell itself says what it read.
            terminal.send(f"\x01printf '<{number}%s>\\n' {ENTER}")
            terminal.until_shown(f"<{number}{each}>")
            terminal.send(f"clear{ENTER}")
            terminal.until(lambda: terminal.text.strip() == "$")
    assert list((tmp_path / "folder").iterdir()) == []


@SHELLS
def test_a_name_that_would_act_on_the_terminal_is_not_offered(name: str, shell: Start, repository: Repository) -> None:
    with repository.event_store.locked():
        for hostile in ("Nu\x1b]0;title\x07", "Nu\nrm -rf x", "Nu\tb", "Nu\x9b31m", "Nu\u202eabc"):
            repository.event_store.write({("personas", new_id()): {"name": hostile, "aliases": ["Otherwise"]}})
    repository.add(Persona(name="Nursing"))
    terminal = shell(name)
    _press(terminal, f"shadowlog add insight x --persona nu{TAB}", "--persona Nursing ")
    terminal.send(f"{WHOLE_LINE_AWAY}shadowlog add insight x --persona oth{TAB}{TAB}")
    terminal.until_shown("Otherwise")
    terminal.send(f"{WHOLE_LINE_AWAY}shadowlog show {TAB}{TAB}")
    terminal.until_shown("persona: Nu␛]0;title␇")
    for forbidden in (b"]0;title\x07", b"\n" + b"rm -rf", b"\xc2\x9b", "\u202e".encode()):
        assert forbidden not in terminal.raw


@SHELLS
def test_what_is_typed_is_never_taken_away(name: str, shell: Start, repository: Repository) -> None:
    repository.add(Persona(name="Nurse manager"))
    repository.add(Persona(name="NURSING"))
    _press(shell(name), f"shadowlog add insight x --persona nur{TAB}\x02\x06x", "--persona nurx")


# What is offered ---------------------------------------------------------------------------------------------------


Ask = Callable[[str], Answer]


@pytest.fixture
def ask(workspace: Workspace) -> Ask:
    """What may stand at the end of a line."""
    known = kept_table.table()
    kinds = {name: KindWords(title, named) for name, (title, named, _) in known["kinds"].items()}

    def at(line: str) -> Answer:
        completion = Completion(known, lambda _: QuickReader(str(workspace.data), known["layout"], kinds))
        at_cursor = typed(line)
        return completion.answer(at_cursor.words[1:], at_cursor.word)

    return at


def _texts(answer: Answer) -> list[str]:
    return [candidate.text for candidate in answer.candidates]


def test_every_option_for_a_list_of_values_or_a_record_is_completed() -> None:
    verbs = kept_table.made()["commands"]["verbs"]
    for verb in ("add", "edit"):
        for kind in some(RECORDS.values()):
            options = verbs[verb]["verbs"][kind.declared.word]["options"]
            for field in fields_of(kind).values():
                option = options.get(f"--{field.option_name}")
                if option is None:
                    continue
                if field.values is not None:
                    assert [value for value, _ in option["takes"]["values"]] == [each.value for each in field.values]
                elif field.shape in (Shape.REF, Shape.REFS):
                    assert option["takes"] == {"source": "names", "tables": [field.table]}


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("shadowlog list --where no:th", ["theme"]),
        ("shadowlog list --where 'lease -persona:", ["Nurse-manager", "Purchasing"]),
        ("shadowlog list --where persona:Purchasing,nur", ["Nurse-manager"]),
        ("shadowlog list --where 'theme:\"Total cost, a", ['"Total cost, all in"']),
        ("shadowlog add 'x #total-cost:re", ["resonated", "rejected"]),
        ("shadowlog add 'x !pri", ["price_budget"]),
        ("shadowlog add 'x category:tim", ["timing"]),
        ("shadowlog add 'x ~\"nurse m", ['"Nurse manager"']),
        ("shadowlog add 'x \"no ~nur", []),
        ("shadowlog add 'x ~nurse-m", ["Nurse-manager"]),
        ("shadowlog add insight x --theme total:rej", ["rejected"]),
        ("shadowlog tag abcd pur", []),
        ("shadowlog brief persona pur", ["Purchasing"]),
        ("shadowlog brief theme pur", []),
        ("shadowlog show nm", ["NM"]),
        ("shadowlog permit abcd an", ["anonymised"]),
        ("shadowlog list --limit ", []),
        ("shadowlog nothing ", []),
        ("shadowlog list insights ", []),
        ("shadowlog add insight x --asks-for y --", None),
        ("shadowlog list --theme $(", None),
    ],
)
def test_what_is_offered(line: str, offered: list[str] | None, ask: Ask, repository: Repository) -> None:
    repository.add(Persona(name="Nurse manager", aliases=("NM",)))
    repository.add(Persona(name="Purchasing"))
    repository.add(Theme(name="Total cost, all in"))
    repository.add(Theme(name="Total cost"))
    if offered is None:
        assert ask(line) is not None
    elif offered == ["Nurse-manager", "Purchasing"]:
        assert sorted(_texts(ask(line))) == offered
    else:
        assert _texts(ask(line)) == offered


def test_an_alias_says_whose_it_is(ask: Ask, repository: Repository) -> None:
    repository.add(Persona(name="Nurse manager", aliases=("NM",)))
    [candidate] = ask("shadowlog add insight x --persona nm").candidates
    assert (candidate.text, candidate.help) == ("NM", "= Nurse manager")
    with repository.event_store.locked():
        repository.event_store.write({("personas", new_id()): {"name": "\x1b[2J", "aliases": ["hostile"]}})
    [candidate] = ask("shadowlog add insight x --persona hos").candidates
    assert (candidate.text, candidate.help) == ("hostile", "= ␛[2J")


def test_what_follows_edit_fits_the_record(ask: Ask, repository: Repository) -> None:
    key = repository.add(Persona(name="Nursing")).id[-8:]
    for named in (key, key[:4], "Nursing"):
        options = _texts(ask(f"shadowlog edit {named} --"))
        assert "--buying-role" in options
        assert "--verbatim" not in options


def test_paths_are_left_to_the_shell(ask: Ask) -> None:
    assert ask("shadowlog verify ").paths == "files"
    assert ask("shadowlog --workspace ").paths == "folders"
    assert ask("shadowlog brief theme x --out ").paths == "folders"


def test_an_option_is_offered_once_unless_it_can_be_repeated(ask: Ask) -> None:
    options = _texts(ask("shadowlog add insight x --kind pain --theme y --"))
    assert "--kind" not in options
    assert "--theme" in options


def test_a_name_that_begins_with_a_hyphen_is_offered_where_it_is_no_option(ask: Ask, repository: Repository) -> None:
    repository.add(Persona(name="-odd"))
    assert "-odd" not in _texts(ask("shadowlog show "))
    assert _texts(ask("shadowlog show -- -o")) == ["-odd"]
    assert _texts(ask("shadowlog add insight x --persona -o")) == ["-odd"]


def test_of_many_names_the_first_are_offered_and_the_last_one(ask: Ask, repository: Repository) -> None:
    with repository.change("Many"):
        for number in range(MOST + 20):
            repository.add(Account(name=f"Clinic {number:03}"))
        repository.add(Account(name="Clinical trials"))
    repository.event_store.flush()
    offered = _texts(ask("shadowlog add encounter --account cl"))
    assert len(offered) == MOST + 1
    # Or the shell would take “Clinic 0” for what all begin with.
    assert common_start(offered) == "Clinic"


def test_the_log_is_read_as_the_program_reads_it(ask: Ask, demo: Repository, workspace: Workspace) -> None:
    renamed = demo.edit(some(demo.all(Persona))[0], name="Zebra keeper")
    demo.delete(some(demo.all(Account))[0])
    demo.add(Theme(name="Zero waste"))
    kinds = {table: KindWords(kind.title_field, kind.declared.named) for table, kind in RECORDS.items()}
    named = [table for table, kind in RECORDS.items() if kind.declared.named]
    asked = [(table, start) for table in some(named) for start in ("z", "t", "s", "nur", "three r")]

    def ours() -> dict[tuple[str, str], set[str]]:
        reader = QuickReader(str(workspace.data), LAYOUT, kinds)
        assert [record.record_id for record in reader.with_id(renamed.id[-8:], ["personas"], 9)] == [renamed.id]
        return {key: {record.heading for record in reader.named([key[0]], [key[1]], 1_000)} for key in asked}

    # What was saved last stands only in the log; to ask the program brings it into the index.
    before = ours()
    theirs = {key: set(names_starting(demo, *key)) for key in asked}
    assert before == ours()
    assert before["themes", "z"] == {"Zero waste"}
    for key in asked:
        # The program offers nine names at the most.
        assert before[key] == theirs[key] or (len(theirs[key]) == 9 and before[key] > theirs[key])


def test_an_index_that_does_not_fit_is_left_alone(repository: Repository, workspace: Workspace) -> None:
    repository.add(Persona(name="Nursing"))
    kinds = {table: KindWords(kind.title_field, kind.declared.named) for table, kind in RECORDS.items()}
    assert QuickReader(str(workspace.data), "another layout", kinds).named(["personas"], ["n"], 9) == []
    assert visible_id("0" * 40) == tail("0" * 40)
    assert QuickReader(str(workspace.data / "none"), LAYOUT, kinds).named(["personas"], ["n"], 9) == []


# How it is answered ------------------------------------------------------------------------------------------------


def _asked(line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shadowlog"], capture_output=True, text=True, check=True,
        env={**os.environ, "_SHADOWLOG_COMPLETE": "fish", "COMP_LINE": line, **environment},
    )  # fmt: skip


def test_no_workspace_is_made_and_no_error_shown(workspace: Workspace) -> None:
    done = _asked("shadowlog add insight x --persona ")
    assert (done.stdout, done.stderr) == ("\n", "")
    assert not workspace.root.exists()


def test_the_workspace_is_only_read(repository: Repository, workspace: Workspace) -> None:
    repository.add(Persona(name="Nursing"))
    repository.close()

    def files() -> dict[str, tuple[int, int]]:
        return {path.name: (path.stat().st_mtime_ns, path.stat().st_size) for path in workspace.data.iterdir()}

    before = files()
    assert _asked("shadowlog add insight x --persona ").stdout == "\nNursing\t\n"
    assert files() == before


@pytest.mark.parametrize("file", ["shadowlog.index", "shadowlog.log"])
def test_a_damaged_file_offers_nothing(file: str, repository: Repository, workspace: Workspace) -> None:
    repository.add(Persona(name="Nursing"))
    repository.close()
    (workspace.data / file).write_bytes(b"\0" * 4096)
    assert _asked("shadowlog add insight x --persona ").stdout == "\n"


def test_the_table_is_made_once_and_again_where_the_program_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cache" / "shadowlog" / "completion.json"
    kept_table.table()
    first = file.stat().st_ino
    kept_table.table()
    assert file.stat().st_ino == first
    file.write_text("{")
    assert "commands" in kept_table.table()
    monkeypatch.setattr(kept_table, "_program", lambda: ["another"])
    assert kept_table.table()["program"] == ["another"]
    assert '"another"' in file.read_text()


def test_hardly_anything_is_loaded_to_answer(workspace: Workspace, repository: Repository) -> None:
    repository.add(Persona(name="Nursing"))
    kept_table.table()
    program = (
        "import sys; from shadowlog.cli.completing.answer import answer; answer('fish');"
        "assert not {'click', 'textual', 'tinydb', 'orjson', 'dataclasses', 'uuid', 'pathlib'} & set(sys.modules),"
        "sorted(sys.modules)"
    )
    environment = {**os.environ, "COMP_LINE": "shadowlog add insight x --persona nu"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True)
    assert "Nursing" in done.stdout


def test_what_is_typed_may_go_over_several_lines_and_set_variables(repository: Repository) -> None:
    repository.add(Persona(name="Nursing"))
    assert _asked("LANG=C A='b c' shadowlog add insight x --persona nu").stdout == "\nNursing\t\n"
    assert _asked("shadowlog add insight 'one\ntwo' --persona nu").stdout == "\nNursing\t\n"
    for shell in ("bash", "zsh", "fish"):
        line = "shadowlog add 'one\ntwo ~nu"
        assert _asked(line, _SHADOWLOG_COMPLETE=shell, COMP_PART=line.partition("'")[2]).stdout == "\n"


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_bash_reads_a_quoted_text_as_it_was(quote: str) -> None:
    text = "a b$(c)`d`!e;f'g\"h\\i*j?k[l]{m,n}~o#p&q|r<s>t\u00fc=u:v@w^x%y"
    done = subprocess.run(
        ["bash", "-c", f"printf %s {quote}{quoted(text, quote)}{quote}"], capture_output=True, text=True, check=True
    )
    assert done.stdout == text
    assert typed(f"x {quote}{quoted(text, quote)}").word == text


def test_a_line_is_read_as_the_shell_reads_it() -> None:
    assert typed("shadowlog show a\\ b 'c d' \"e\\\"f").words == ["shadowlog", "show", "a b", "c d"]
    assert typed('shadowlog show "e\\"f').word == 'e"f'
    assert typed("ls; shadowlog sh").words == ["shadowlog"]
    assert typed("shadowlog show 'it\\'s n", fish=True).word == "it's n"
    assert not typed("shadowlog show $(ls").readable


def test_categories_are_those_of_the_records(ask: Ask) -> None:
    assert _texts(ask("shadowlog add objection x --category ")) == [each.value for each in ObjectionCategory]
