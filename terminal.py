"""What the command line shows people: progress on standard error, tables on standard output."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

_WIDE = 220  # columns, where a program reads along


@contextmanager
def progress_bar() -> Iterator[Callable[[float, str], None]]:
    """A bar on standard error that goes when it is done; it hears the share done (0 to 1) and what goes on."""
    with Progress(
        TextColumn("{task.description:<34}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("Beginnen", total=1.0)
        yield lambda share, what: bar.update(task, completed=share, description=what)


def output() -> Console:
    """Standard output, not cut to the width of a terminal where a program reads along."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDE)
