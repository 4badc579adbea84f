"""Records that an objection was heard: the first time adds the objection, every time adds a mention.

An answer can be prepared before the objection is heard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shadowlog.domain.records import Mention, Objection, Response
from shadowlog.domain.schema.made import replace
from shadowlog.domain.text.quotations import quotation
from shadowlog.services.defaults import with_defaults
from shadowlog.store.repository import Repository


class Heard(NamedTuple):
    """What was saved."""

    objection: Objection
    mention: Mention | None
    """None if only an answer was prepared."""
    times: int
    """How often the objection has been heard so far."""

    @property
    def words(self) -> str:
        """``Added objection``, ``Heard 3 times so far``."""
        if self.mention is None:
            return "Saved the answer for when the objection comes up"
        return "Added objection" if self.times == 1 else f"Heard {self.times} times so far"


def record_objection(
    repository: Repository,
    title: str,
    of_objection: Mapping[str, Any],
    of_mention: Mapping[str, Any],
    response: str = "",
    *,
    again: bool = False,
    themes: Sequence[str] = (),
) -> Heard:
    """Save, as one change, that an objection was heard.

    An objection with this title or alias gets another mention; otherwise it is added. Words in quotation marks at the
    end of the title become the verbatim if none is given; otherwise the title does. Fields in ``of_objection`` change
    an objection that exists; ``themes`` are the ids of themes it bears on, beside those it has. ``response`` is an id,
    or the text of an answer. If nothing says where, by whom or how the objection was heard, the answer is only prepared
    and there is no mention, unless ``again``.

    Raises InvalidField, NotFound, SaveFailed.
    """
    values = dict(of_mention)
    prepared = bool(response.strip()) and not again and not any(_says(name, value) for name, value in values.items())
    ids = repository.ids_named(Objection, title)
    if not ids:
        words, quote = quotation(title)
        title = words or quote
        if quote and not values.get("verbatim"):
            values["verbatim"] = quote
            prepared = False
        ids = repository.ids_named(Objection, title)
    with repository.change("Add mention of objection" if ids else "Add objection"):
        if ids:
            objection = repository.need(Objection, ids[0])
            if of_objection:
                objection = repository.edit(objection, **of_objection)
        else:
            objection = repository.add(Objection(title=title, **of_objection))
        if more := tuple(theme for theme in dict.fromkeys(themes) if theme not in objection.themes):
            objection = repository.edit(objection, themes=(*objection.themes, *more))
        earlier = len(repository.naming(Mention, objection.id, "objection"))
        if response.strip():
            answer = _response(repository, response)
            if prepared:
                if objection.id not in answer.objections:
                    repository.edit(answer, objections=(*answer.objections, objection.id))
                return Heard(objection, None, earlier)
            values["response"] = answer.id
        mention = with_defaults(repository, Mention(**{**values, "objection": objection.id}))
        if not mention.verbatim.strip():
            mention = replace(mention, verbatim=title)
        return Heard(objection, repository.add(mention), earlier + 1)


def _says(name: str, value: Any) -> bool:
    """Whether a field of a mention shows that the objection was heard: any but its basis and its permission."""
    return name != "basis" and not name.startswith("permission") and value not in (None, "")


def _response(repository: Repository, text: str) -> Response:
    """The response of an id or of this text, which is added if there is none. Raises Ambiguous, SaveFailed."""
    from shadowlog.services.field_input import find_or_none

    response = find_or_none(repository, Response, text)
    if response is not None:
        return response
    alike = (other for other in repository.all(Response) if other.text.strip() == text.strip())
    return next(alike, None) or repository.add(Response(text=text))
