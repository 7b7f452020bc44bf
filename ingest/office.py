"""What Word and PowerPoint files share: the container they come in, and how their lists are numbered."""

import zipfile
import zlib
from pathlib import Path

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of Office before 2007, and of files with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_BYTES = 1_000_000_000  # unpacked, films included
_MOST_XML_BYTES = 100_000_000  # of one part; 1000 pages of text take about 10 million
_SYMBOL_FONTS = frozenset({"symbol", "webdings", "wingdings", "wingdings 2", "wingdings 3"})
_LONGEST_LIST = 10_000
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)

# What python-docx and python-pptx raise over a damaged file beside their own errors; lxml's are SyntaxErrors.
DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def fault_of_container(path: Path, *, program: str, suffix: str, main_type: str) -> str | None:
    """Why the file cannot be an Office file of this kind, with what to do, in Dutch; None if it may be one.

    Args:
        program: Its program, "Word".
        suffix: The name ends so, ".docx".
        main_type: The content type of its main part.
    """
    save_again = f"Open het in {program} en sla het opnieuw op als {suffix}"
    try:
        with path.open("rb") as file:
            start = file.read(len(_OLE))
            if start == _OLE:
                if _ENCRYPTED in file.read():
                    return "het bestand is beveiligd met een wachtwoord. Sla het op zonder wachtwoord"
                return f"het bestand is van vóór 2007 of van een ander programma. {save_again}"
            with zipfile.ZipFile(file) as container:
                sizes = {part.filename: part.file_size for part in container.infolist()}
                if sum(sizes.values()) > _MOST_BYTES or any(
                    size > _MOST_XML_BYTES and name.endswith((".xml", ".rels")) for name, size in sizes.items()
                ):
                    return f"uitgepakt is het bestand te groot. {save_again}, zonder films, of splits het"
                types = container.read("[Content_Types].xml")
    except OSError:
        return "het bestand kan niet worden geopend. Controleer of het bestaat en of u het mag lezen"
    except KeyError:
        return f"het is een ander soort bestand. {save_again}"
    except DAMAGE:
        return f"het bestand is beschadigd of van een ander soort. {save_again}"
    return None if main_type.encode() in types else f"het is een ander soort bestand. {save_again}"


def numeral(number: int, style: str) -> str:
    """A list number as it is printed.

    Args:
        number: 1 or more; others, and those no list reaches, are printed as digits.
        style: "decimal", "01", "a", "A", "i" or "I".
    """
    if style == "01":
        return f"{number:02d}"
    if style == "decimal" or not 1 <= number <= _LONGEST_LIST:
        return str(number)
    if style in "aA":
        # z is followed by aa, bb, as Office counts.
        written = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    else:
        written = ""
        for value, letters in _ROMAN:
            written += letters * (number // value)
            number %= value
    return written.upper() if style in "AI" else written


def bullet(character: str, font: str | None) -> str:
    """A bullet as it is printed; "•" for one drawn with a symbol font, in which a letter or private code is a sign."""
    is_symbol = (font or "").lower() in _SYMBOL_FONTS or any("\ue000" <= one <= "\uf8ff" for one in character)
    return "•" if is_symbol else character.strip()
