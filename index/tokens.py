"""Dutch text -> tokens: numbers kept, accents folded, word forms brought together."""

import re
import unicodedata
from functools import lru_cache

import simplemma
import Stemmer

# The index stores this; PyStemmer 3 means another algorithm by "dutch" than PyStemmer 2 did.
TOKENS_VERSION = "1 simplemma 2 PyStemmer 3 dutch"

_TOKEN = re.compile(r"\d+(?:[.:]\d+)*|[^\W\d_]+")
_STEMMER = Stemmer.Stemmer("dutch")

STOP_WORDS = frozenset(
    """
    aan al alle als bij daar dan dat de der deze die dit doen door een en er geen had heb hebben heeft hem het hij hoe
    hun iets ik in is je kan kunnen maar me met mij mijn na naar niet nog nu of om ons onze ook op over te tot u uit
    uw van veel voor waar waren was wat we wel welk welke wie wij wil worden wordt zal ze zij zijn zo zou zijn hier
    haar door men moet moeten zoals ten ter tussen onder binnen via per waarin waarmee waarom wanneer zich
    gaat gaan graag vraag weten
    the of and to is are what who when in for a an which how does do on by
    """.split()
)


# Words that say what kind of answer is wanted.
QUESTION_WORDS = frozenset(
    "hoeveel hoelang waarvoor waarover waardoor hoezo betekent bedoeld eigenlijk precies".split()
)


def fold(text: str) -> str:
    """Lower case without accents: "Coördinator" becomes "coordinator"."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words(text: str) -> list[str]:
    """The words and numbers of ``text``, lower case, accents kept; "4.2" and "1.000" are one token."""
    return _TOKEN.findall(text.lower())


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The form under which all forms of a Dutch word are indexed: lemma, then stem, then without accents."""
    if word[0].isdecimal():
        return word
    lemma = simplemma.lemmatize(word, lang="nl").lower()
    return fold(str(_STEMMER.stemWord(lemma)))


def tokens(text: str) -> list[str]:
    """The stems of ``text`` in order, stop words left out; a text without other words yields an empty list."""
    return [stem(word) for word in words(text) if fold(word) not in STOP_WORDS]
