"""The verb ``regioplan register``: the register as a table, or as JSON for programs."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from settings import load_settings

if TYPE_CHECKING:
    from register.model import Register

app = typer.Typer(
    help="Opgaven, planning, rollen en begrippen, ieder met de plek in het document.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="Geef een JSON-object per regel, voor programma's.")]
InRegion = Annotated[str | None, typer.Option("--region", help="Alleen deze regio.")]

Entry = TypeVar("Entry")


@app.command()
def opgaven(
    as_json: AsJson = False,
    region: InRegion = None,
    unassigned: Annotated[
        bool,
        typer.Option("--niet-belegd", help="Alleen opgaven en activiteiten zonder trekker, penvoerder of coördinator."),
    ] = False,
) -> None:
    """Toon de opgaven met doelgroep en doelstelling."""
    from ingest.place import place_of
    from register.tables import opgave_table

    register, known = _register(region)
    entries = register.unassigned if unassigned else register.opgaven
    _print(
        [entry for entry in entries if known in {None, entry.region}],
        as_json,
        opgave_table,
        ("regio", "opgave", "blad", "doelgroep", "doelstelling", "bron"),
        lambda entry: (
            entry.region,
            entry.opgave or "-",
            entry.heading,
            entry.doelgroep or "-",
            entry.doelstelling or "-",
            f"{entry.source.document}, {place_of(entry.source)}",
        ),
    )


@app.command()
def planning(as_json: AsJson = False, region: InRegion = None) -> None:
    """Toon wat er gepland is, en wanneer."""
    from ingest.place import place_of
    from register.tables import planning_table
    from register.words import period_of

    register, known = _register(region)
    _print(
        [entry for entry in register.planning if known in {None, entry.region}],
        as_json,
        planning_table,
        ("wanneer", "wat", "regio", "thema", "bron"),
        lambda entry: (
            period_of(entry),
            entry.what,
            entry.region,
            entry.thema or entry.opgave or "-",
            f"{entry.source.document}, {place_of(entry.source)}",
        ),
    )


@app.command()
def rollen(as_json: AsJson = False, region: InRegion = None) -> None:
    """Toon wie welke rol heeft."""
    from ingest.place import place_of
    from register.tables import role_table
    from register.words import role_word

    register, known = _register(region)
    _print(
        [entry for entry in register.rollen if known in {None, entry.region}],
        as_json,
        role_table,
        ("partij", "rol", "waarvoor", "regio", "opgave", "bron"),
        lambda entry: (
            entry.title,
            role_word(entry.role),
            entry.for_what,
            entry.region,
            entry.opgave or "-",
            f"{entry.source.document}, {place_of(entry.source)}",
        ),
    )


@app.command()
def begrippen(as_json: AsJson = False, region: InRegion = None) -> None:
    """Toon de begrippen van de begrippenlijsten."""
    from ingest.place import place_of
    from register.tables import term_table

    register, known = _register(region)
    _print(
        [entry for entry in register.begrippen if known in {None, entry.region}],
        as_json,
        term_table,
        ("begrip", "betekenis", "regio", "bron"),
        lambda entry: (
            entry.term,
            entry.definition,
            entry.region,
            f"{entry.source.document}, {place_of(entry.source)}",
        ),
    )


def _register(region: str | None) -> "tuple[Register, str | None]":
    """The register of the index in use, and the region by the name that the documents give it."""
    from index.retrieval import open_index
    from register.build import register_of

    index = open_index(load_settings())
    known = index.places().chosen(region)
    return register_of(index), known


def _print(
    entries: Iterable[Entry],
    as_json: bool,
    as_table: Callable[[Entry], dict[str, Any]],
    columns: Sequence[str],
    cells: Callable[[Entry], Sequence[str]],
) -> None:
    if as_json:
        for entry in entries:
            print(json.dumps(as_table(entry), ensure_ascii=False))
        return
    from rich.table import Table
    from rich.text import Text

    from terminal import output

    table = Table(*columns, box=None, pad_edge=False)
    for entry in entries:
        table.add_row(*(Text(cell) for cell in cells(entry)))
    output().print(table)
