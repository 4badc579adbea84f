"""``shadowlog add``."""

from __future__ import annotations

from typing import Any

import click

from shadowlog.cli.adding import add_objection, add_record, fields_of_objection, title_of
from shadowlog.cli.options import as_json, options, pass_session
from shadowlog.cli.param_types import id_of
from shadowlog.cli.session import ShellSession
from shadowlog.cli.typed_values import KINDS
from shadowlog.domain.records import Record, Response
from shadowlog.domain.schema.fields import fields_of

_AS_TYPED = "shadowlog.as_typed"
"""The key under which a call keeps its arguments as they were typed."""


class Add(click.Group):
    """One command for each kind of record, made when it is called. Anything else is a capture line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].startswith("-h") and len(args[0]) > len("-h"):
            raise click.NoSuchOption(args[0], ctx=ctx)
        # A capture line needs its arguments unparsed, with the two hyphens after which everything is text.
        ctx.meta[_AS_TYPED] = list(args)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        typed = ctx.meta[_AS_TYPED]
        if typed[0] in KINDS:
            return super().resolve_command(ctx, args)
        if len(args) > 1 and " " not in args[0] and "--" not in typed:
            from shadowlog.domain.text.nearest import nearest

            close = nearest(args[0], KINDS, 1, at_least=80)
            if close:
                raise click.UsageError(f"There is no kind of record {args[0]!r}. Did you mean {close[0]}?", ctx)
        return "", self.otherwise(), typed

    def otherwise(self) -> click.Command:
        """The command for what begins with no kind of record."""
        from shadowlog.cli.verbs.capture import line

        return line

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "objection":
            return _objection()
        return _command(cmd_name, KINDS[cmd_name]) if cmd_name in KINDS else None


@click.group(
    cls=Add,
    short_help="Add a record, or capture a line.",
    subcommand_metavar="LINE | - | KIND …",
    context_settings={"ignore_unknown_options": True},
)
def add() -> None:
    """Capture a line, or add a record of a kind, and print it with its id.

    \b
    shadowlog add 'too expensive  !price_budget  #total-cost-  @mercy  "no way"'
      !category   an objection; a ! at the beginning works too
      #theme      after its name: + resonated, - rejected, ? confused, = neutral
      @account  ~persona  ^rep   names with spaces in quotes: @"Mercy Hospital"
      "…"         the buyer's own words
      ?  &        at the beginning: a question, a content request
      word:value  theme: account: persona: rep: category: basis: outcome: answer:
                  kind: event: after: tier: when: stage: permission: asset:
    shadowlog add -   captures every line of standard input, in UTF-8 or UTF-16

    Text in a code span or a link, or after a backslash, is never read as a mark.
    """


def _command(name: str, kind: type[Record]) -> click.Command:
    title = title_of(kind)
    parameters = options(field for field in fields_of(kind).values() if field.name != title)
    if title:
        parameters = [click.Argument([title]), *parameters]

    @pass_session
    def callback(session: ShellSession, /, as_json: bool, **given: Any) -> None:
        add_record(session, kind, given, as_json=as_json)

    doc = kind.__doc__ or ""
    help = f"Add {kind.declared.one}: {doc[0].lower()}{doc[1:]}"
    return as_json(click.Command(name, callback=callback, params=parameters, help=help))


def _objection() -> click.Command:
    """The command that adds an objection, the mention of it, and the response that was used."""
    parameters: list[click.Parameter] = [click.Argument(["title"]), *options(fields_of_objection())]
    parameters.append(
        click.Option(
            ["--response"],
            metavar="TEXT",
            type=id_of(Response),
            help="What was answered: the id of a response, or the text of a new one.",
        )
    )

    @pass_session
    def callback(session: ShellSession, /, as_json: bool, title: str, response: str | None, **given: Any) -> None:
        add_objection(session, title, response or "", given, as_json=as_json)

    help = (
        "Add an objection with its first mention. If there is an objection with this wording or alias, the mention is "
        "added to it."
    )
    return as_json(click.Command("objection", callback=callback, params=parameters, help=help))
