"""Small corpora for trials and tests."""

from pathlib import Path

from ingest.adding import sidecar_text


def write_document(folder: Path, name: str, suffix: str, content: bytes, *, region: str = "Lekstroom") -> None:
    """Write a document "Plan NAME" with a sidecar that fits it into a corpus folder."""
    (folder / f"{name}{suffix}").write_bytes(content)
    text = sidecar_text(
        name,
        f"{name}{suffix}",
        content,
        title=f"Plan {name}",
        publisher="Gemeente",
        published="2025-03",
        region=region,
        kind="werkagenda",
        obtained="Gemaakt voor een proef.",
    )
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
