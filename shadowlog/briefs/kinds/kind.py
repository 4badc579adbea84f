"""What a kind of brief declares. A new kind is one file beside this one, and a line in ``registry.py``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import ClassVar, Generic, TypeVar

from shadowlog.analysis.evidence.bridge import Footing
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.changes import Earlier
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import Record
from shadowlog.privacy.withholding import Audience
from shadowlog.services.resolve import resolve
from shadowlog.store.index import Index

S = TypeVar("S", bound=Record)


class BriefKind(ABC, Generic[S]):
    """A kind of brief, about subjects of one type. As it stands, every record of the type has a brief, and is found
    by its name; a kind about something else overrides what differs.
    """

    name: ClassVar[str]
    """What it is called in the shell, in front matter and at the start of its files' names: letters a to z."""
    about: type[S]
    """The type of its subjects. No two kinds have the same."""
    heading: ClassVar[str]
    """What stands before the title of its subject."""
    spoken: ClassVar[str]
    """What people are told that it is about, such as ``an objection``."""
    long: ClassVar[bool] = False
    """Whether one takes so long to write that it is a task of its own where an export is shared among processes."""
    named: ClassVar[bool] = True
    """Whether people name its subject. A kind about the whole log has only one."""
    audiences: ClassVar[tuple[Audience, ...]] = tuple(Audience)
    """Whom one is written for. The shell takes the first where nobody says which."""
    paged: ClassVar[bool] = True
    """Whether its subjects are the records of a table, no more and no fewer: lists read them from the store then,
    page by page.
    """

    # Its subjects ----------------------------------------------------------------------------------------------

    def subjects(self, context: BriefContext) -> Iterator[S]:
        """Everything that has a brief of this kind."""
        yield from context.repository.all(self.about)

    def find(self, context: BriefContext, text: str) -> S:
        """The subject that a name or an id given in the shell means. Raises NotFound, Ambiguous."""
        return resolve(context.repository, self.about, text)

    def get(self, context: BriefContext, subject_id: str) -> S | None:
        """The subject with an id, None where there is none."""
        return context.repository.get(self.about, subject_id)

    def is_deleted(self, context: BriefContext, subject_id: str) -> bool:
        """Whether the subject was in this log and was deleted. One of another log was not."""
        return context.repository.event_store.query(Index.live, self.about.table, subject_id) is False

    # Its text --------------------------------------------------------------------------------------------------

    def title(self, context: BriefContext, subject: S) -> str:
        """What the subject is called, empty where the heading says it all."""
        return str(getattr(subject, subject.title_field))

    def may_be_called(self, context: BriefContext, subject_id: str, title: str) -> bool:
        """Whether a brief written earlier may still bear its title."""
        return True

    @abstractmethod
    def compose(self, builder: BriefBuilder, subject: S) -> Iterable[str]:
        """Write the sections of a brief, and return its gaps: the end of every brief is written for it."""

    def write(self, context: BriefContext, subject: S, earlier: Earlier | None = None) -> Brief:
        """The brief of a subject, compared with an earlier one where there is one. Raises NotFound for an audience that
        it is not written for.
        """
        if context.audience not in self.audiences:
            raise NotFound(
                f"There is no {self.name} brief for the {context.audience.value} audience.",
                f"It is written for: {', '.join(audience.value for audience in self.audiences)}.",
            )
        builder = BriefBuilder(context, self.name, subject.id, self.title(context, subject), self.heading)
        return builder.finish(self.compose(builder, subject), earlier)

    # What changes it -------------------------------------------------------------------------------------------

    @abstractmethod
    def depends(self, changes: LogChanges) -> Set[str]:
        """The ids of the subjects whose briefs come to count something that changed. Too many is safe."""

    def looks_up(self, changes: LogChanges) -> Set[str]:
        """The short ids of changed records: a brief that was made from any of them may have changed."""
        return changes.short_ids

    def footings(self, context: BriefContext) -> Mapping[str, Footing]:
        """What a brief tells of other subjects, by the id of its own. It changes where its footing does."""
        return {}


class WholeLogKind(BriefKind[S]):
    """A kind of brief with one subject, the whole log. Any change may change it."""

    subject: S
    """What stands for the whole log in lists beside records. Its type is the kind's own."""
    named = False
    paged = False

    def subjects(self, context: BriefContext) -> Iterator[S]:
        """The whole log."""
        yield self.subject

    def find(self, context: BriefContext, text: str) -> S:
        """The whole log, whatever is typed."""
        return self.subject

    def get(self, context: BriefContext, subject_id: str) -> S:
        """The whole log."""
        return self.subject

    def is_deleted(self, context: BriefContext, subject_id: str) -> bool:
        """Never."""
        return False

    def title(self, context: BriefContext, subject: S) -> str:
        """Nothing: the heading says it."""
        return ""

    def depends(self, changes: LogChanges) -> Set[str]:
        """The whole log, whatever changed."""
        return {self.subject.id}
