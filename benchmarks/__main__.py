"""``python -m benchmarks [NAME …]``: measure, and print a table."""

from __future__ import annotations

import compileall
import sys
from pathlib import Path

import shadowlog
from benchmarks import (
    briefing,
    coin,
    completing,
    growth,
    hearing,
    housekeeping,
    long_lists,
    pages,
    pipeline_figures,
    saving,
    searching,
    starting,
    suggesting,
    surviving,
    typing_there,
    withholding,
    written,
)
from benchmarks.measuring import CACHE

ALL = {
    "saving": saving.saving,
    "opening": saving.opening,
    "together": saving.together,
    "first_screen": starting.first_screen,
    "quick_capture": starting.quick_capture,
    "captured_lines": starting.captured_lines,
    "completing": completing.completing,
    "searching": searching.searching,
    "index_ready": searching.index_ready,
    "saving_found": searching.saving_found,
    "offering": searching.offering,
    "shell_search": searching.shell_search,
    "typing_there": typing_there.typing_there,
    "written": written.written,
    "coin": coin.coin,
    "hearing": hearing.hearing,
    "suggesting": suggesting.suggesting,
    "briefing": briefing.briefing,
    "exporting": briefing.exporting,
    "forms": briefing.forms,
    "boards": briefing.boards,
    "preview": briefing.preview,
    "pipeline_figures": pipeline_figures.pipeline_figures,
    "waiting": housekeeping.waiting,
    "any_page": long_lists.any_page,
    "list_json": long_lists.list_json,
    "first_offers": long_lists.first_offers,
    "forgetting": long_lists.forgetting,
    "growth": growth.growth,
    "undoing": housekeeping.undoing,
    "adding_many": housekeeping.adding_many,
    "pages": pages.pages,
    "withholding": withholding.withholding,
    "kills": surviving.kills,
    "failing_calls": surviving.failing_calls,
    "flipped_bits": surviving.flipped_bits,
    "full_disk": surviving.full_disk,
}


def main(names: list[str]) -> int:
    """Run the benchmarks of these names, or all, and say by the exit code whether all was reached."""
    if unknown := set(names) - ALL.keys():
        print(f"There is no {', '.join(sorted(unknown))}. There are: {', '.join(ALL)}.", file=sys.stderr)
        return 2
    CACHE.mkdir(parents=True, exist_ok=True)
    # As an installed program is: what is measured is not Python's compiler.
    compileall.compile_dir(str(Path(shadowlog.__file__).parent), quiet=2)
    missed = 0
    print("| what | reached | to reach | |\n| --- | --- | --- | --- |")
    for name in names or ALL:
        for what, reached, wanted, good in ALL[name]():
            print(f"| {what} | {reached} | {wanted} | {'✓' if good else '**missed**'} |", flush=True)
            missed += not good
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
