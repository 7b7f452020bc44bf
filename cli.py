"""The command ``regioplan``: each verb parses, calls one function and prints.

Results go to stdout, progress and messages to stderr. Exit status: 0 done, 1 an error in one Dutch sentence, 2 wrong
usage. Heavy libraries are imported inside the verbs, so that help and a warm question do not wait for them.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from errors import AssistantError
from evals.command import app as eval_app
from register.command import app as register_app
from settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.build import BuildReport, DocumentRow
    from index.retrieval import Index

app = typer.Typer(
    name="regioplan",
    help="Beantwoordt vragen over regionale plannen, met citaten uit de documenten.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

corpus_app = typer.Typer(help="Documenten opnemen, tonen en verwijderen.", no_args_is_help=True)
app.add_typer(corpus_app, name="corpus")
app.add_typer(eval_app, name="eval")
app.add_typer(register_app, name="register")

AsJson = Annotated[bool, typer.Option("--json", help="Geef de uitkomst als JSON, voor programma's.")]


class BadBatchLine(AssistantError):
    """A line of a batch file is not a question."""

    def __init__(self, path: Path, number: int, reason: str) -> None:
        super().__init__(f"{path}, regel {number}: {reason}. Verbeter de regel; er is nog niets beantwoord.")


class FileUnreadable(AssistantError):
    """A file given on the command line cannot be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"Het bestand {path} is niet te lezen. Controleer de naam en of het tekst in UTF-8 is.")


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One line of a batch file."""

    question: str
    id: str | None
    region: str | None
    history: tuple[str, ...]


def main() -> None:
    """Run the command; an AssistantError becomes one sentence and exit status 1."""
    try:
        app()
    except AssistantError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="De vraag, tussen aanhalingstekens.")] = None,
    region: Annotated[str | None, typer.Option(help="Regio, als de vraag er geen noemt.")] = None,
    batch: Annotated[Path | None, typer.Option(help="JSONL-bestand met een vraag per regel.")] = None,
    as_json: AsJson = False,
) -> None:
    """Beantwoord een vraag, of met --batch alle vragen van een bestand."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("geef een vraag, of een bestand met --batch")
    from answer import assistant
    from answer.language_model import open_language_model
    from answer.model import as_table
    from answer.writing import written
    from ingest.place import place_of

    settings = load_settings()
    asked = (
        [BatchQuestion(question, None, region, ())] if question is not None else _read_batch(batch or Path(), region)
    )
    index = _open(settings)
    model = open_language_model(settings)
    for row in asked:
        try:
            answer = assistant.ask(
                row.question, index, region=row.region, history=row.history, retrieved=settings.retrieved
            )
            if model is not None:
                answer = written(answer, index, model, history=row.history)
        except AssistantError as error:
            if batch is None:
                raise
            # One question that cannot be asked must not cost the others their answers.
            answer = assistant.not_asked(row.question, str(error))
        if answer.model_note:
            print(answer.model_note, file=sys.stderr)
        if as_json:
            print(json.dumps(as_table(answer, row.id), ensure_ascii=False), flush=True)
            continue
        print(answer.text)
        if answer.search_note:
            print(f"  {answer.search_note}")
        for citation in answer.citations:
            print(f"  [{citation.n}] {citation.title}, {' › '.join(citation.passage.path)}, {place_of(citation)}")
            if answer.written:
                print(f"      “{citation.quote}”")


@app.command()
def ingest(again: Annotated[bool, typer.Option("--opnieuw", help="Maak alles opnieuw.")] = False) -> None:
    """Breng de index in overeenstemming met de documenten."""
    _print_report(_ingest(load_settings(), again=again))


@corpus_app.command("list")
def corpus_list() -> None:
    """Toon de documenten en wat er is geweigerd."""
    from index.build import rows_in_use

    _print_rows(rows_in_use(load_settings()))


@corpus_app.command("add")
def corpus_add(
    file: Annotated[Path, typer.Argument(help="Het document: tekst, Markdown, PDF, Word, PowerPoint of HTML.")],
    title: Annotated[str, typer.Option(help="Titel, zoals in het document.", prompt="Titel")],
    publisher: Annotated[str, typer.Option(help="Wie het uitgaf.", prompt="Uitgever")],
    published: Annotated[str, typer.Option(help="Jaar of maand, zoals 2025 of 2025-03.", prompt="Jaar of maand")],
    region: Annotated[str, typer.Option(help="Regio waarover het gaat.", prompt="Regio")],
    kind: Annotated[str, typer.Option(help="Soort document.", prompt="Soort")] = "overig",
    obtained: Annotated[str, typer.Option(help="Hoe het verkregen is.")] = "Toegevoegd met regioplan corpus add.",
) -> None:
    """Neem een document op: kopieer het, beschrijf het en werk de index bij. Vraagt wat ontbreekt."""
    from ingest.adding import add_document

    settings = load_settings()
    name = add_document(
        settings.corpus_dir,
        file,
        title=title,
        publisher=publisher,
        published=published,
        region=region,
        kind=kind,
        obtained=obtained,
    )
    print(f"Opgenomen als {name}.")
    report = _ingest(settings, again=False)
    _print_report(report)
    for row in report.rows:
        if row.name == name and row.detail:
            print(f"Let op bij {name}: {row.detail}.", file=sys.stderr)


@corpus_app.command("remove")
def corpus_remove(
    document: Annotated[str, typer.Argument(help="Naam van het document, zoals corpus list die toont.")],
    yes: Annotated[bool, typer.Option("--ja", help="Vraag niet om bevestiging.")] = False,
) -> None:
    """Verwijder een document met zijn beschrijving en werk de index bij."""
    from ingest.adding import remove_document

    settings = load_settings()
    if not yes:
        typer.confirm(f"{document} uit {settings.corpus_dir} verwijderen?", abort=True)
    remove_document(settings.corpus_dir, document)
    _print_report(_ingest(settings, again=False))


@app.command()
def passages(as_json: AsJson = False) -> None:
    """Toon alle passages, een per regel."""
    for passage in _open(load_settings()).passages:
        if as_json:
            table = {
                "id": passage.passage_id,
                "document": passage.document_id,
                "region": passage.region,
                "opgave": passage.opgave,
                "thema": passage.thema,
                "code": passage.code,
                "section": list(passage.path),
                "kind": passage.kind,
                "page": passage.page,
                "lines": [passage.first_line, passage.last_line],
                "text": passage.text,
            }
            print(json.dumps(table, ensure_ascii=False))
        else:
            print(f"{passage.passage_id}\t{' › '.join(passage.path)}\t{passage.text}")


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Poort op deze computer.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--geen-browser", help="Open de browser.")] = True,
) -> None:
    """Start de app in de browser; stop met Ctrl-C."""
    from views.server import run

    settings = load_settings()
    run(port or settings.port, open_browser=browser)


@app.command()
def doctor() -> None:
    """Controleer of alles klaarstaat; elke bevinding zegt wat te doen."""
    from doctor import findings

    rows = findings(load_settings())
    for row in rows:
        print(f"{'goed' if row.good else 'FOUT'}  {row.what}: {row.detail}")
    if not all(row.good for row in rows):
        raise typer.Exit(1)


def _print_report(report: "BuildReport") -> None:
    _print_rows(report.rows)
    size = f"{_count(report.documents, 'document', 'documenten')}, {_count(report.passages, 'passage', 'passages')}"
    if report.changed:
        print(f"De index is klaar: {size}, in {report.seconds:.0f} s.")
    else:
        print(f"Er is niets veranderd: {size}.")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _print_rows(rows: "Sequence[DocumentRow]") -> None:
    from rich.table import Table
    from rich.text import Text

    from terminal import output

    table = Table("document", "pagina's", "passages", "staat", "opmerking", box=None, pad_edge=False)
    for row in rows:
        cells = (row.name, str(row.pages or "-"), str(row.passages or "-"), row.status, row.detail)
        table.add_row(*(Text(cell) for cell in cells))
    output().print(table)


def _open(settings: Settings) -> "Index":
    from index.retrieval import open_index

    return open_index(settings)


def _ingest(settings: Settings, *, again: bool) -> "BuildReport":
    from index.build import build_index
    from terminal import progress_bar

    with progress_bar() as progress:
        return build_index(settings, progress, again=again)


def _read_batch(path: Path, region: str | None) -> list[BatchQuestion]:
    """All questions of the file, checked before the first is answered."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(path) from error
    return [_batch_question(path, number, line, region) for number, line in enumerate(lines, start=1) if line.strip()]


def _batch_question(path: Path, number: int, line: str, region: str | None) -> BatchQuestion:
    try:
        table: Any = json.loads(line)
    except ValueError as error:
        raise BadBatchLine(path, number, "dit is geen geldige JSON") from error
    if not isinstance(table, dict) or not isinstance(table.get("question"), str):
        raise BadBatchLine(path, number, "het veld question ontbreekt of is geen tekst")
    history = table.get("history") or []
    if not isinstance(history, list) or not all(isinstance(question, str) for question in history):
        raise BadBatchLine(path, number, "het veld history is geen lijst van vragen")
    own_region = table.get("region")
    if own_region is not None and not isinstance(own_region, str):
        raise BadBatchLine(path, number, "het veld region is geen tekst")
    own_id = table.get("id")
    return BatchQuestion(
        table["question"], None if own_id is None else str(own_id), own_region or region, tuple(history)
    )


if __name__ == "__main__":
    main()
