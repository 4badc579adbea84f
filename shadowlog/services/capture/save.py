"""Saves a capture line as one change: its encounter, found or made, what was heard there, and any unknown names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, NamedTuple, TypeVar

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.records import ContentRequest, Encounter, Insight, Record, UnknownName
from shadowlog.domain.text.fold import folded
from shadowlog.domain.values import EncounterKind, InsightKind, Stance
from shadowlog.services.capture.plan import Name, Plan, heard_again, kind_words
from shadowlog.services.defaults import basis_of, with_defaults
from shadowlog.services.objections import record_objection
from shadowlog.store.repository import Repository

R = TypeVar("R", bound=Record)


class CaptureContext(NamedTuple):
    """Where a line is typed: the id of the encounter it belongs to, or empty."""

    encounter: str = ""


class Saved(NamedTuple):
    """What a line was saved as."""

    label: str
    records: list[Record]
    """The first is the one the line is about."""
    heard: int = 0
    """How often the objection has been heard so far; 0 if the line is no objection."""
    new_names: Sequence[UnknownName] = ()
    """Its names that nobody has, and that are not spelled like anybody's either."""

    def first(self, kind: type[R]) -> R | None:
        """The first record of a kind among them."""
        return next((record for record in self.records if isinstance(record, kind)), None)


NOWHERE = CaptureContext()


class Capturing:
    """Saves lines in an open log."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    def save(self, plan: Plan, context: CaptureContext = NOWHERE, objection: str = "") -> Saved:
        """Save a line as one change. ``objection`` is the id of the objection that was heard again, if any.

        Raises InvalidField if the line is empty or has problems, SaveFailed.
        """
        if plan.empty:
            raise InvalidField("", "The line holds nothing to save.", "Type what was said.")
        if plan.problems:
            raise InvalidField("", " ".join(plan.problems))
        if objection:
            plan = heard_again(self.repository, plan, objection)
        label = f"Capture {kind_words(plan.line)}"
        with self.repository.change(label):
            encounter = self._encounter(plan, context)
            if not plan.line.words:
                assert encounter is not None
                new_names = self._keep_unknown(plan, dict.fromkeys(("account", "rep", "persona"), encounter))
                return Saved("Saved encounter", [encounter], new_names=new_names)
            return self._save_words(plan, encounter, chosen=bool(objection))

    def _save_words(self, plan: Plan, encounter: Encounter | None, *, chosen: bool) -> Saved:
        """Save a line that has words: an objection, a content request or an insight, and its unknown names. Whether
        the objection was ``chosen`` says that the line has no say about it.
        """
        where = encounter.id if encounter else None
        persona = plan.first("persona")
        line = plan.line
        heard = 0
        label = "Added insight"
        records: list[Record] = []
        if line.kind == "objection":
            of_mention = {
                "verbatim": line.quote or line.words,
                "basis": line.values.get("basis") or basis_of(self.repository, own=line.own),
                "encounter": where,
                "account": plan.first("account"),
                "persona": persona,
                **{name: line.values[name] for name in ("permission", "stage", "outcome") if name in line.values},
            }
            of_objection = {"category": line.values["category"]} if "category" in line.values else {}
            recorded = record_objection(
                self.repository,
                plan.objection_title if chosen else line.words,
                {} if chosen else of_objection,
                of_mention,
                plan.answer or line.text("answer"),
                again=True,
                themes=[name.id for name in plan.names.get("theme", ()) if name.id],
            )
            assert recorded.mention is not None
            heard = recorded.times
            records = [recorded.mention, recorded.objection]
            label = recorded.words
        elif line.kind == "request":
            request = with_defaults(
                self.repository,
                ContentRequest(
                    use_case=line.words,
                    asset_type=line.values.get("asset"),
                    account=plan.first("account"),
                    persona=persona,
                    stage=line.values.get("stage"),
                    encounter=where,
                ),
            )
            records = [self.repository.add(request)]
            label = "Added content request"
        if line.kind not in ("objection", "request") or plan.names.get("theme"):
            records.append(self._insight(plan, where, persona))
        new_names = self._keep_unknown(
            plan, {"account": encounter or records[0], "rep": encounter, "persona": records[0], "theme": records[-1]}
        )
        return Saved(label, records, heard, new_names)

    def _insight(self, plan: Plan, where: str | None, persona: str | None) -> Insight:
        """Add the insight of a line; ``where`` and ``persona`` are ids."""
        line = plan.line
        text = (line.quote or line.words) if line.kind == "objection" else line.whole
        signals = {name.id: name.stance or Stance.RESONATED for name in plan.names.get("theme", ()) if name.id}
        kind = line.values.get("kind") or (InsightKind.QUESTION if line.kind == "question" else None)
        insight = Insight(
            text=text,
            kind=kind,
            basis=line.values.get("basis") or basis_of(self.repository, own=line.own),
            encounter=where,
            persona=persona,
            signals=signals,
            **({"permission": line.values["permission"]} if "permission" in line.values else {}),
        )
        return self.repository.add(with_defaults(self.repository, insight))

    def _encounter(self, plan: Plan, context: CaptureContext) -> Encounter | None:
        """The encounter a line belongs to: the one it is typed at, or one of that day with the same account, or a new
        one.
        """
        encounter = self.repository.get(Encounter, context.encounter) if context.encounter else None
        values: dict[str, Any] = {name: plan.first(name) for name in ("account", "rep") if plan.first(name)}
        if event := plan.line.text("event"):
            values["event"] = event
        more = {"stage_after": plan.line.values.get("after"), "tier": plan.line.values.get("tier")}
        values.update({name: value for name, value in more.items() if value})
        if not plan.for_encounter:
            return encounter
        present = tuple(name.id for name in plan.names.get("persona", ()) if name.id)
        if not plan.line.words and present:
            values["personas"] = tuple(dict.fromkeys((*(encounter.personas if encounter else ()), *present)))
        unknown = {field: names[0] for field in ("account", "rep") if (names := _unknown(plan, field))}
        if encounter is None or not _fits(encounter, values, unknown):
            encounter = self._of_unknown(unknown["account"], plan) if "account" in unknown else None
            if encounter is None or not _fits(encounter, values, unknown):
                encounter = self._of_the_day(plan, values, unknown)
        if encounter is None:
            return self._new_encounter(plan, values)
        changed = {name: value for name, value in values.items() if not _same(getattr(encounter, name), value)}
        return self.repository.edit(encounter, **changed) if changed else encounter

    def _of_the_day(self, plan: Plan, values: Mapping[str, Any], unknown: Mapping[str, Name]) -> Encounter | None:
        """An encounter of that day that matches the account, event and rep the line names."""
        if "account" in unknown or not any(name in values for name in _SAME):
            return None
        begins, ends = (_midnight(_day_of(plan) + timedelta(days=later)) for later in (0, 1))
        for encounter in self.repository.dated_between(Encounter, begins, ends):
            if all(_same(getattr(encounter, name), values[name]) for name in _SAME if name in values) and _fits(
                encounter, values, unknown
            ):
                return encounter
        return None

    def _of_unknown(self, name: Name, plan: Plan) -> Encounter | None:
        """An encounter of that day whose account is the same name, still unknown."""
        for waiting in self.repository.newest(UnknownName, 0, 50):
            if (
                waiting.where == Encounter.table
                and waiting.field == "account"
                and folded(waiting.name) == folded(name.typed)
            ):
                encounter = self.repository.get(Encounter, waiting.record)
                if encounter is not None and _day(encounter) == _day_of(plan):
                    return encounter
        return None

    def _new_encounter(self, plan: Plan, given: Mapping[str, Any]) -> Encounter:
        """Add an encounter with these values, and with what else the line says about it."""
        persona = plan.first("persona")
        values: dict[str, Any] = {
            "kind": EncounterKind.TRADE_SHOW if "tier" in given else EncounterKind.PROSPECT_CALL,
            "started_at": plan.when,
            "personas": (persona,) if persona else (),
            **given,
        }
        return self.repository.add(with_defaults(self.repository, Encounter(**values)))

    def _keep_unknown(self, plan: Plan, owners: Mapping[str, Record | None]) -> list[UnknownName]:
        """Keep the unknown names of a line, to be sorted out later. Returns those that are like nobody's."""
        new_names = []
        for mark_field, names in plan.names.items():
            owner = owners.get(mark_field)
            for name in names:
                if name.id or owner is None:
                    continue
                place = _FIELD_OF[owner.table, mark_field]
                unknown = self.repository.add(
                    UnknownName(
                        name=name.typed,
                        names=name.table,
                        where=owner.table,
                        record=owner.id,
                        field=place,
                        stance=(name.stance or Stance.RESONATED) if mark_field == "theme" else None,
                    )
                )
                if not name.candidates:
                    new_names.append(unknown)
        return new_names


_SAME = ("account", "event", "rep")
_FIELD_OF = {
    ("encounters", "account"): "account", ("encounters", "rep"): "rep", ("encounters", "persona"): "personas",
    ("mentions", "account"): "account", ("mentions", "persona"): "persona", ("insights", "persona"): "persona",
    ("insights", "theme"): "signals", ("requests", "account"): "account", ("requests", "persona"): "persona",
}  # fmt: skip
"""The field a name belongs to, by the table of the record and the mark in the line."""


def _unknown(plan: Plan, field: str) -> list[Name]:
    """The names a line has for a field that match no record."""
    return [name for name in plan.names.get(field, ()) if not name.id]


def _fits(encounter: Encounter, values: Mapping[str, Any], unknown: Mapping[str, Name]) -> bool:
    """Whether an encounter contradicts none of the values and none of the unknown names, which contradict any other."""
    own = {name: getattr(encounter, name) for name in _SAME if name in values}
    return all(value in (None, "") or _same(value, values[name]) for name, value in own.items()) and not any(
        getattr(encounter, field) for field in unknown
    )


def _same(value: Any, other: Any) -> bool:
    """Whether two values of a field are the same. Names of events are folded first."""
    return value == other or (type(value) is str and type(other) is str and folded(value) == folded(other))


def _day(encounter: Encounter) -> date | None:
    """The local day of an encounter, or None."""
    from shadowlog.domain.text.dates import local_zone

    return encounter.started_at.astimezone(local_zone()).date() if encounter.started_at else None


def _midnight(day: date) -> int:
    """The start of a local day, in milliseconds since 1970."""
    from shadowlog.domain.text.dates import local_zone

    return int(datetime.combine(day, time(), tzinfo=local_zone()).timestamp() * 1000)


def _day_of(plan: Plan) -> date:
    """The local day a line is about: today unless it says otherwise."""
    from shadowlog.domain.text.dates import local_zone

    return (plan.when or datetime.now(timezone.utc)).astimezone(local_zone()).date()
