"""From a file's bytes to text, in the encodings that tables of municipalities come in."""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.reading.problems import FileRefused, Problem
from kraftsamling.model.limits import content

LETTERS = frozenset("åäöæøÅÄÖÆØéÉüÜ–’§ \u00a0")
"""Signs beyond ASCII that Nordic tables hold; an encoding that gives only these is the right one.

Each of the three old encodings turns another's letters into signs that are not here. Statistical guessing needs longer
texts than a table of a few municipalities: charset-normalizer takes Mac Roman for CP850."""
OLD = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "CP850"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def read_bytes(path: Path, kind: str) -> bytes:
    """Return what a file holds; `kind` names the limit on its size.

    Raises:
        InputError: missing, no file, too large, or not readable.
    """
    try:
        return content(path, kind)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; allowed: a text file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); allowed: a readable text file") from None


def read_text(path: Path, kind: str) -> str:
    """Return a text file's content, letters composed; `kind` names the limit on its size.

    Raises:
        InputError: missing, no file, too large, not readable, or not text.
    """
    return decoded(path, read_bytes(path, kind))[0]


def decoded(path: Path, held: bytes) -> tuple[str, str]:
    """Return a file's content as text, letters composed, and the encoding's name.

    Raises:
        InputError: not text.
    """
    if held.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = {"utf-16": "UTF-16", "cp1252": OLD["cp1252"]}
    else:
        tried = {"utf-8-sig": "UTF-8"} | OLD
    texts = {name: text for encoding, name in tried.items() if (text := _text(held, encoding)) is not None}
    unicode = next((name for name in texts if name.startswith("UTF")), None)
    plausible = next((name for name, text in texts.items() if set(text) - LETTERS <= _ASCII), None)
    name = unicode or plausible or (OLD["cp1252"] if OLD["cp1252"] in texts else None)
    if name is None:
        raise FileRefused(path, [Problem("no_text", "text")])
    return unicodedata.normalize("NFC", texts[name]), name


def mended(text: str) -> str | None:
    """Return a text that was encoded as UTF-8 twice as it was meant, None if it was not."""
    if text.isascii():
        return None
    try:
        return unicodedata.normalize("NFC", text.encode("cp1252").decode("utf-8"))
    except UnicodeError:
        return None


_ASCII = frozenset(map(chr, range(128)))


def _text(held: bytes, encoding: str) -> str | None:
    """Return the content in that encoding, None where it is no text in it."""
    try:
        text = held.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text
