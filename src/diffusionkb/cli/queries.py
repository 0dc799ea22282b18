"""A query on the command line, which may begin with a minus.

What else a query says is `query/syntax.py`.
"""

import re

import click

# An option has no space in it, but for the number of -n.
EXCLUDING = re.compile(r"-(?!-)(?!n\s*\d+\s*$)(?=.*\s)")


class Asking(click.Command):
    """A verb whose arguments may be `-nurses guidelines`, as one word of the shell."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the other arguments for what they look like."""
        if "--" in args:
            return super().parse_args(ctx, args)
        valued = {
            name
            for param in self.params
            if isinstance(param, click.Option) and not param.is_flag
            for name in param.opts
        }
        before = ["", *args]
        queries = [
            arg
            for last, arg in zip(before, args, strict=False)
            if EXCLUDING.match(arg) and last not in valued
        ]
        others = [arg for arg in args if arg not in queries]
        return super().parse_args(ctx, [*others, *(queries and ["--", *queries])])
