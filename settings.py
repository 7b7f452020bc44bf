"""All settings in one object; nothing else reads the environment."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from errors import AssistantError

PROJECT_ROOT = Path(__file__).resolve().parent
BUILT_IN_EMBEDDING = "ingebouwd"
BUILT_IN_MODEL_DIR = PROJECT_ROOT / "models" / "regioplan-nl"


class Settings(BaseSettings):
    """Settings, read from environment variables with the prefix ``REGIOPLAN_`` (``REGIOPLAN_CORPUS_DIR`` ...)."""

    model_config = SettingsConfigDict(env_prefix="REGIOPLAN_", extra="ignore", frozen=True)

    corpus_dir: Path = Field(
        default=PROJECT_ROOT / "corpus",
        description="Folder with the documents and their sidecars.",
    )
    data_dir: Path = Field(
        default=PROJECT_ROOT / ".data",
        description="Folder for what the assistant makes itself: indexes and caches.",
    )
    thesaurus_dir: Path = Field(
        default=PROJECT_ROOT / "thesaurus",
        description="Folder with the words of the field and the names of regions, which professionals can edit.",
    )
    embedding: str = Field(
        default=BUILT_IN_EMBEDDING,
        description=(
            "'ingebouwd' is the model that comes with the project, trained on questions about plans, because the one "
            "hub model that can be installed as a package is nearly blind in Dutch; any other value is the name or the "
            "folder of a sentence-transformers model."
        ),
    )
    reranker: str = Field(
        default="",
        description=(
            "Name or folder of a cross-encoder that orders the best passages anew; none by default, since it takes "
            "PyTorch and a hundred times as long."
        ),
    )
    passage_words: int = Field(
        default=110,
        ge=30,
        le=400,
        description="Words that a passage aims at; a passage ends sooner where its slide or field does.",
    )
    retrieved: int = Field(default=10, ge=1, le=100, description="Passages returned with an answer.")
    dense_weight: float = Field(
        default=0.6,
        ge=0.0,
        le=1.0,
        description="Weight of the dense ranking in the fusion; the lexical ranking has the rest. Tuned on dev.",
    )
    chroma_url: str = Field(
        default="",
        pattern=r"^(https?://[^/\s]+/?)?$",
        description="A Chroma server for the vectors, such as http://127.0.0.1:8000; by default a folder.",
    )
    chroma_token: SecretStr = Field(
        default=SecretStr(""),
        description="Sent to that server as a bearer token; the server itself has no log-in, a proxy before it can.",
    )
    llm_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/@?#]+(/[^\s@?#]*)?)?$",
        description=(
            "A server with a language model that may word the answers: an OpenAI-compatible address, such as "
            "http://127.0.0.1:8080/v1, or that of Ollama. Without it nothing is sent anywhere."
        ),
    )
    llm_kind: Literal["openai", "ollama"] = Field(default="openai", description="How to talk to that server.")
    llm_model: str = Field(default="", description="Name of the model, as that server calls it.")
    llm_key: SecretStr = Field(default=SecretStr(""), description="Sent to that server as a bearer token.")
    llm_timeout_s: float = Field(
        default=20.0,
        ge=0.1,
        le=600.0,
        description="Seconds for the whole text of the model; the answer in quotations is on screen meanwhile.",
    )
    port: int = Field(default=8501, ge=1, le=65535, description="Port of the web page, on this machine only.")


class InvalidSettings(AssistantError):
    """An environment variable holds a value that cannot be used."""

    def __init__(self, error: ValidationError) -> None:
        wrong = ", ".join(f"REGIOPLAN_{'_'.join(str(part) for part in e['loc']).upper()}" for e in error.errors())
        super().__init__(f"Ongeldige instelling in {wrong}. Pas de waarde aan of verwijder de variabele.")


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises: InvalidSettings if a value is out of range or of the wrong type.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise InvalidSettings(error) from error
