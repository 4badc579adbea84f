"""Verbs of the shell take the name of a record as well as its id."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import Shell


@pytest.fixture
def mercy(here: Shell) -> str:
    return str(here("add", "account", "Mercy Hospital", "--alias", "MH", "--json").json["id"])


@pytest.mark.parametrize("name", ["Mercy Hospital", "mercy hospital", "MH"])
def test_a_record_is_shown_changed_and_traced_by_a_name_or_an_alias(here: Shell, mercy: str, name: str) -> None:
    assert here("show", name, "--json").json["id"] == mercy
    assert here("edit", name, "--segment", "health", "--json").json["id"] == mercy
    assert here("edit", "account", name, "--segment", "care", "--json").json["segment"] == "care"
    assert len(here("history", name, "--json").json) == 3
    assert "Deleted" in here("delete", name).out
    assert here("show", mercy).code == 3


def test_two_records_are_merged_by_their_names(here: Shell, mercy: str) -> None:
    here("add", "account", "Mercy General")
    assert here("merge", "Mercy General", "MH", "--json").json["id"] == mercy
    assert "two records again" in here("unmerge", "Mercy Hospital").out


def test_a_part_of_a_name_is_not_enough_and_the_whole_name_is_offered(here: Shell, mercy: str) -> None:
    for part in ("Mercy", "hosp", "Mercy Hospitla"):
        assert "Did you mean “Mercy Hospital”?" in here("delete", part, expect=3).err
    assert here("show", mercy).code == 0


@pytest.mark.parametrize("verb", ["show", "delete", "history", "edit"])
def test_records_of_one_name_are_told_with_their_ids(here: Shell, mercy: str, verb: str) -> None:
    theme = here("add", "theme", "Mercy Hospital", "--json").json["id"]
    more = ("--name", "x") if verb == "edit" else ()
    refused = here(verb, "Mercy Hospital", *more, expect=3)
    assert "could mean 2 records" in refused.err
    for kind, record_id in (("account", mercy), ("theme", theme)):
        (short,) = re.findall(rf"(\w+) \({kind} “Mercy Hospital”\)", refused.err)
        assert here("show", short, "--json").json["id"] == record_id


def test_a_kind_tells_records_of_one_name_apart(here: Shell, mercy: str) -> None:
    here("add", "theme", "Mercy Hospital")
    assert here("edit", "account", "Mercy Hospital", "--segment", "care", "--json").json["id"] == mercy
