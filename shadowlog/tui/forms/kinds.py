"""The forms there are: what each asks for, what it begins with, and how it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from shadowlog.domain.records import (
    Account,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Objection,
    ProofPoint,
    Record,
    Theme,
)
from shadowlog.domain.schema import made
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.text.dates import local_zone
from shadowlog.domain.values import ObjectionCategory
from shadowlog.services.defaults import known_before, level_of_new_theme, with_defaults
from shadowlog.services.field_input import FieldReader, text_of
from shadowlog.services.objections import record_objection
from shadowlog.services.permissions import lost_permission, with_giver
from shadowlog.services.record_line import title, titled
from shadowlog.store.repository import Repository
from shadowlog.tui.forms.specification import Done, Form, values_from
from shadowlog.tui.lists.rows import columns

_HEARD = ("verbatim", "account", "persona", "stage", "outcome", "basis", "permission")
_ASKED_FIRST: Mapping[type[Record], tuple[str, ...]] = {
    ContentRequest: ("use_case", "asset_type", "persona", "stage", "due"),
}
"""The fields that are asked for at once where a record is added; the others are folded."""

_LONGEST = 60
"""Characters of what was saved, in a message."""

_LANDED = Field(
    name="landed", shape=Shape.STANCES, help="messages that landed or fell flat: Theme, Theme:rejected, …",
    label="messages", table="themes",
)  # fmt: skip
_MISSING = Field(
    name="missing", shape=Shape.LINE, help="what you would have needed to show or send", label="what was missing"
)
_RESPONSE = Field(name="response", shape=Shape.PROSE, help="what was answered", label="response")


class Forms:
    """Makes forms for an open log."""

    def __init__(self, repository: Repository, *, day_first: bool) -> None:
        self._repository = repository
        self._day_first = day_first
        self.made_words = ""
        """What the form that was read last made because nobody had the name, in words."""

    @property
    def repository(self) -> Repository:
        """The log that the forms write to."""
        return self._repository

    def read(self, fields: list[Field], typed: Mapping[str, str]) -> dict[str, Any]:
        """What was typed as values. Names that are not known yet are made. Raises InvalidField, Ambiguous."""
        return self._read(fields, typed, {}, {})

    def _reading(self) -> FieldReader:
        return FieldReader(self._repository, datetime.now(local_zone()), day_first=self._day_first, make=True)

    def _fields(self, kind: type[Record]) -> list[Field]:
        declared = fields_of(kind)
        first = _ASKED_FIRST.get(kind, ())
        names = kind.declared.form or tuple(declared)
        return [declared[name] for name in (*first, *(name for name in names if name not in first))]

    def add(self, kind: type[Record], context: Mapping[str, str] | None = None) -> Form:
        """The form that adds a record. ``context`` may name an ``encounter`` or ``theme`` that it belongs to."""
        context = dict(context or {})
        if kind in (Objection, Mention):
            return self._hear(context)
        fields = self._fields(kind)
        defaults = self._defaults(kind, context)
        filled = {field.name: text_of(self._repository, field, defaults.get(field.name)) for field in fields}

        def save(typed: Mapping[str, str]) -> Done:
            with self._repository.change(f"Add {kind.singular}"):
                values = {**values_from(kind, context), **self._read(fields, typed, filled, defaults)}
                record = self._repository.add(with_defaults(self._repository, kind(**values)))
                if kind is ProofPoint and context.get("theme"):
                    theme = self._repository.need(Theme, context["theme"])
                    self._repository.edit(theme, proof_points=(*theme.proof_points, record.id))
            return Done(f"Added {_titled(record)}{self.made_words}", [record])

        about = self._about(context)
        form = Form(
            f"add {kind.table}", f"Add {kind.singular}", fields, filled, save, context, about,
            first=len(_ASKED_FIRST.get(kind, ())),
        )  # fmt: skip
        return replace(form, follow=self._stage_follows_account) if kind is Encounter else form

    def _about(self, context: Mapping[str, str]) -> str:
        if context.get("encounter"):
            encounter = self._repository.get(Encounter, context["encounter"])
            if encounter:
                day, what, _ = columns(self._repository, encounter)
                return f"heard at: {day} {what}"
        if context.get("theme"):
            return f"for: {self._repository.heading(Theme.table, context['theme'])}"
        return ""

    def debrief(self, encounter: Encounter) -> Form:
        """The five short questions after an encounter."""
        own = fields_of(Encounter)
        fields = [own["moved_by"], own["stage_after"], own["next_step"], _LANDED, _MISSING]
        stage = encounter.stage_after or encounter.stage_before
        filled = {
            "moved_by": encounter.moved_by, "stage_after": str(stage or ""), "next_step": encounter.next_step,
            "landed": "", "missing": "",
        }  # fmt: skip

        def save(typed: Mapping[str, str]) -> Done:
            reading = self._reading()
            with self._repository.change("Debrief"):
                values = {field.name: reading.value(field, typed[field.name]) for field in fields}
                landed, missing = values.pop("landed"), values.pop("missing")
                debriefed = self._repository.edit(encounter, debriefed=True, **values)
                if landed:
                    said = ", ".join(
                        f"{self._repository.heading('themes', key)} {met.words}" for key, met in landed.items()
                    )
                    note = Insight(text=f"Debrief: {said}", encounter=encounter.id, signals=landed)
                    self._repository.add(with_defaults(self._repository, note))
                if missing:
                    request = ContentRequest(use_case=missing, encounter=encounter.id)
                    self._repository.add(with_defaults(self._repository, request))
            return Done("Debriefed", [debriefed])

        name = f"debrief encounters {encounter.id}"
        about = self._about({"encounter": encounter.id}).removeprefix("heard at: ")
        return Form(name, "Debrief", fields, filled, save, {"id": encounter.id, "new": "yes"}, about)

    def booth(self, event: str) -> Form:
        """Asks at which event the booth is."""
        field = made.replace(fields_of(Encounter)["event"], required=True)

        def save(typed: Mapping[str, str]) -> Done:
            return Done(str(self._reading().value(field, typed["event"])))

        return Form("open booth", "Open a booth", [field], {"event": event}, save, {})

    def edit(self, record: Record) -> Form:
        """The form that changes a record."""
        kind = type(record)
        fields = self._fields(kind)
        before = {field.name: getattr(record, field.name) for field in fields}
        filled = {name: text_of(self._repository, field, before[name]) for name, field in ((f.name, f) for f in fields)}

        def save(typed: Mapping[str, str]) -> Done:
            with self._repository.change(f"Edit {kind.singular}"):
                values = self._read(fields, typed, filled, before)
                changed = {name: value for name, value in values.items() if value != before[name]}
                if isinstance(record, Insight | Mention):
                    changed = with_giver(self._repository, record, changed)
                if not changed:
                    return Done("Nothing was changed")
                now = self._repository.edit(record, **changed)
            lost = lost_permission(record, now)
            return Done(f"Changed {_titled(now)}{self.made_words}" + (f". {lost}" if lost else ""), [now])

        name = f"edit {kind.table} {record.id}"
        return Form(name, f"Edit {kind.singular}", fields, filled, save, {"id": record.id})

    def _hear(self, context: Mapping[str, str]) -> Form:
        """The form that adds an objection with a mention, or hears one again."""
        of_objection = fields_of(Objection)
        of_mention = fields_of(Mention)
        fields = [
            of_objection["title"],
            *(of_mention[name] for name in _HEARD[:2]),
            _RESPONSE,
            *(of_mention[name] for name in _HEARD[2:]),
            *(of_objection[name] for name in ("category", "real_concern", "severity")),
        ]
        defaults = self._defaults(Mention, context)
        filled = {field.name: text_of(self._repository, field, defaults.get(field.name)) for field in fields}
        known = self._repository.get(Objection, context.get("objection", ""))
        filled["title"] = known.title if known else ""
        filled["category"] = (known.category if known else ObjectionCategory.OTHER).value
        filled["response"] = ""
        alone = self._defaults(Mention, {key: value for key, value in context.items() if key != "encounter"})
        encounter = self._repository.get(Encounter, context.get("encounter", ""))

        def tied(typed: Mapping[str, str]) -> bool:
            """Whether it was heard at the encounter: not where it is said to be another account's."""
            at = encounter.account if encounter else None
            return encounter is not None and (not at or at in self._repository.ids_named(Account, typed["account"]))

        def follow(typed: Mapping[str, str]) -> Mapping[str, str]:
            """What was taken from the encounter goes where the account is another one."""
            if encounter is None or tied(typed):
                return {field.name: filled[field.name] for field in fields if field.name in ("persona", "stage")}
            of = {field.name: field for field in fields}
            return {name: text_of(self._repository, of[name], alone.get(name)) for name in ("persona", "stage")}

        def belongs(typed: Mapping[str, str]) -> str:
            about = self._about(context)
            if encounter is None or tied(typed):
                return about
            return f"at no encounter: the account is not that of {about.removeprefix('heard at: ')}"

        def save(typed: Mapping[str, str]) -> Done:
            if not tied(typed):
                # What the encounter filled in goes with it.
                others = {name: text for name, text in follow(typed).items() if typed[name] == filled[name]}
                typed = {**typed, **others}
            with self._repository.change("Hear objection"):
                values = self._read([field for field in fields if field is not _RESPONSE], typed, filled, defaults)
                mention = {
                    name: values[name]
                    for name in _HEARD
                    if values[name] not in (None, "") and not (name == "outcome" and typed[name] == filled[name])
                }
                if encounter is not None and tied(typed):
                    mention["encounter"] = encounter.id
                new = not self._repository.ids_named(Objection, values["title"])
                objection = {
                    name: values[name]
                    for name in ("category", "real_concern", "severity")
                    # What was filled in is that of a known one: for another it is what the form shows.
                    if typed[name] != filled[name] or (new and name == "category")
                }
                again = bool(context.get("objection"))
                heard = record_objection(
                    self._repository, values["title"], objection, mention, typed["response"], again=again
                )
            records = [record for record in (heard.objection, heard.mention) if record is not None]
            return Done(f"{heard.words}: {title(heard.objection, _LONGEST)}{self.made_words}", records)

        def heading(typed: Mapping[str, str]) -> str:
            """Whether it adds an objection or hears one again, which the title that is typed decides."""
            known = self._repository.ids_named(Objection, typed["title"]) if typed["title"].strip() else []
            return f"Heard again: {self._repository.heading(Objection.table, known[0])}" if known else "Add objection"

        about = self._about(context)
        return Form(
            "add objections", "Add objection", fields, filled, save, context, about, belongs, follow,
            offers=("title", "verbatim"), heading=heading,
        )  # fmt: skip

    def _read(
        self, fields: list[Field], typed: Mapping[str, str], filled: Mapping[str, str], before: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What was typed as values; what was left as it was filled in keeps its value without being read again."""
        reading = self._reading()
        values = {
            field.name: before[field.name]
            if field.name in before and typed[field.name] == filled[field.name]
            else reading.value(field, typed[field.name], current=before.get(field.name))
            for field in fields
        }
        self.made_words = reading.made_words
        return values

    def _defaults(self, kind: type[Record], context: Mapping[str, str]) -> dict[str, Any]:
        """What can be known without asking: who, when, and how it was the last time."""
        values = {name: kind.defaults[name] for name in fields_of(kind)}
        values.update(values_from(kind, context))
        defaults = {**values, **known_before(self._repository, kind, values)}
        repeated = [name for name, field in fields_of(kind).items() if field.repeats]
        last = next(iter(self._repository.newest(kind, 0, 1)), None) if repeated else None
        for name in repeated if last else ():
            if defaults[name] == kind.defaults[name]:
                defaults[name] = getattr(last, name)
        if kind is Theme:
            parent = self._repository.get(Theme, defaults["parent"] or "")
            defaults["level"] = level_of_new_theme(self._repository, parent)
        return defaults

    def _stage_follows_account(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        """The stage an account was left at in its last encounter, for the stage before this one."""
        accounts = self._repository.ids_named(Account, typed["account"]) if typed["account"].strip() else []
        encounters = self._repository.referring(Encounter, accounts[0], "account") if accounts else []
        stage = next((str(each.stage_after) for each in reversed(encounters) if each.stage_after), "")
        return {"stage_before": stage}


def _titled(record: Record) -> str:
    """What kind of record it is, and what people know it by: ``insight: too loud at night``."""
    return titled(record, _LONGEST)
