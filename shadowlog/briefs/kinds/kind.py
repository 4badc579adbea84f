"""What a kind of brief declares. A new kind is one file beside this one, and a line in ``registry.py``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import ClassVar, Generic, TypeVar

from shadowlog.analysis.evidence.bridge import Footing
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.context import BY_BUYERS, BriefContext
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.changes import Earlier
from shadowlog.briefs.model.text import Text
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import Record
from shadowlog.privacy.withholding import Audience
from shadowlog.services.resolve import resolve

S = TypeVar("S", bound=Record)


class BriefKind(ABC, Generic[S]):
    """A kind of brief, about subjects of one type. By default every record of the type has a brief and is found by
    its name; a kind about something else overrides what differs.
    """

    name: ClassVar[str]
    """Its name in the shell and in front matter, and the start of its files' names. Only the letters a to z."""
    about: type[S]
    """The type of its subjects. No two kinds have the same."""
    heading: ClassVar[str]
    """The words before the subject's title in the brief's own title."""
    spoken: ClassVar[str]
    """What it is about, in messages and help, such as ``an objection``."""
    long: ClassVar[bool] = False
    """Whether one takes long to write. An export that runs in several processes begins with these, one at a time."""
    named: ClassVar[bool] = True
    """Whether the subject is named in the shell. A kind about the whole log has only one subject."""
    audiences: ClassVar[tuple[Audience, ...]] = tuple(Audience)
    """The audiences it is written for. The shell takes the first if none is given."""
    paged: ClassVar[bool] = True
    """Whether its subjects are exactly the records of one table, so that lists can read them page by page from the
    store.
    """

    # Its subjects ----------------------------------------------------------------------------------------------

    def subjects(self, context: BriefContext) -> Iterator[S]:
        """Every subject that has a brief of this kind."""
        yield from context.repository.all(self.about)

    def find(self, context: BriefContext, text: str) -> S:
        """The subject with a name or an id, as typed in the shell. Raises NotFound, Ambiguous."""
        return resolve(context.repository, self.about, text)

    def get(self, context: BriefContext, subject_id: str) -> S | None:
        """The subject with an id, or None."""
        return context.repository.get(self.about, subject_id)

    def is_deleted(self, context: BriefContext, subject_id: str) -> bool:
        """Whether the subject was deleted from this log. False for a subject that this log never had."""
        return context.repository.event_store.state((self.about.table, subject_id)) is False

    # Its text --------------------------------------------------------------------------------------------------

    def title(self, context: BriefContext, subject: S) -> str:
        """The subject's name, or an empty text if the heading is enough."""
        return str(getattr(subject, subject.title_field))

    def may_be_called(self, context: BriefContext, subject_id: str, title: str) -> bool:
        """Whether a brief that was written earlier may keep its title."""
        return True

    @abstractmethod
    def compose(self, builder: BriefBuilder, subject: S) -> Iterable[str | Text]:
        """Write the sections of a brief and return its gaps, a line each. The builder adds what ends every brief."""

    def write(self, context: BriefContext, subject: S, earlier: Earlier | None = None) -> Brief:
        """The brief of a subject, compared with an earlier one if given. Raises NotFound for an audience that the kind
        is not written for.
        """
        if context.audience not in self.audiences:
            raise NotFound(
                f"There is no {self.name} brief for the {context.audience.value} audience.",
                f"It is written for: {', '.join(audience.value for audience in self.audiences)}.",
            )
        about = (context, self.name, subject.id, self.title(context, subject), self.heading)
        if context.layout < BY_BUYERS:
            # Loaded only where a brief that was exported then is counted again.
            from shadowlog.briefs.layout3.builder import BriefBuilder as Layout3Builder
            from shadowlog.briefs.layout3.kinds import COMPOSE

            before = Layout3Builder(*about)
            return before.finish(COMPOSE[self.name](before, subject), earlier)
        builder = BriefBuilder(*about)
        return builder.finish(self.compose(builder, subject), earlier)

    # What changes it -------------------------------------------------------------------------------------------

    @abstractmethod
    def depends(self, changes: LogChanges) -> Set[str]:
        """The ids of the subjects whose evidence may have changed. Too many cost time; too few are a fault."""

    def looks_up(self, changes: LogChanges) -> Set[str]:
        """The short ids of changed records. Briefs that were made from any of them are written again."""
        return changes.short_ids

    def footings(self, context: BriefContext) -> Mapping[str, Footing]:
        """What briefs say of other subjects, by subject id. A brief is written again if its footing changes."""
        return {}


class WholeLogKind(BriefKind[S]):
    """A kind of brief with one subject, the whole log. Any change may change it."""

    subject: S
    """Stands for the whole log in lists of records. Each kind has a type of its own for it."""
    named = False
    paged = False

    def subjects(self, context: BriefContext) -> Iterator[S]:
        """The whole log."""
        yield self.subject

    def find(self, context: BriefContext, text: str) -> S:
        """The whole log; ``text`` is ignored."""
        return self.subject

    def get(self, context: BriefContext, subject_id: str) -> S:
        """The whole log."""
        return self.subject

    def is_deleted(self, context: BriefContext, subject_id: str) -> bool:
        """False: the log cannot be deleted."""
        return False

    def title(self, context: BriefContext, subject: S) -> str:
        """Empty: the heading is enough."""
        return ""

    def depends(self, changes: LogChanges) -> Set[str]:
        """The whole log, on every change."""
        return {self.subject.id}
