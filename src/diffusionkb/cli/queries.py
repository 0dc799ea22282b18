"""A query on the command line, which may begin with a minus.

What else a query says is `query/syntax.py`.
"""

import re
from collections.abc import Iterator

import click

# No option has a space in it, but for the number of -n, nor three letters after one
# minus: -nurses is no number of results.
EXCLUDING = re.compile(r"-(?!-)(?!n\s*\d+\s*$)(?:(?=.*\s)|[^\W\d_]{3})")


class Asking(click.Command):
    """A verb whose arguments may be `-nurses guidelines`, as one word of the shell."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the other arguments for what they look like."""
        if "--" not in args:
            queries = list(self._queries(ctx, args))
            others = [arg for arg in args if arg not in queries]
            args = [*others, *(queries and ["--", *queries])]
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if type(error) is not click.UsageError:  # that one: a word too many
                raise
            why = f"{error.message}; a query of several words stands in quotes"
            raise click.UsageError(why, ctx) from error

    def _queries(self, ctx: click.Context, args: list[str]) -> Iterator[str]:
        options = [param for param in self.params if isinstance(param, click.Option)]
        valued = {name for some in options if not some.is_flag for name in some.opts}
        for last, arg in zip(["", *args], args, strict=False):
            if last in valued or not EXCLUDING.match(arg):
                continue
            if any(f"-{arg.partition('=')[0]}" in some.opts for some in options):
                meant = [f"-{arg.partition('=')[0]}"]
                raise click.NoSuchOption(arg, possibilities=meant, ctx=ctx)
            yield arg
