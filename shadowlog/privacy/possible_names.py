"""Words of a quote that may be names nobody has entered: whoever permits the quote is asked about each once."""

from __future__ import annotations

from shadowlog.domain.records import Insight, Mention, PossibleName
from shadowlog.privacy.withholding import Audience, discretion
from shadowlog.store.repository import Repository


def possible_names(repository: Repository, record: Insight | Mention) -> list[str]:
    """The words with a capital in a quote that may leave the team which nobody has entered as a name or answered for
    yet; several in a row as one. Empty where it may not leave. Raises SettingsWrong.
    """
    if not record.permission.may_leave_the_team:
        return []
    return discretion(repository, Audience.EXTERNAL).unasked(record.heading)


def answer_names(repository: Repository, answers: dict[str, bool]) -> None:
    """Keep which words are names: those are withheld from now on, and nobody is asked about any of them again. Raises
    SaveFailed.
    """
    with repository.change("Answer which words are names"):
        for word, is_name in answers.items():
            repository.add(PossibleName(word=word, is_name=is_name))
