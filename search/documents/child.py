"""Has a document read by a process which may fail, hang or be killed at no other cost."""

import logging
import signal
import subprocess
import sys
from typing import NamedTuple

from ..models import DocumentText
from . import extract

logger = logging.getLogger(__name__)

LONGEST = 60  # seconds by the clock
LONGEST_COUNT = 6  # digits of a number of pages
LARGEST = 50 * 2**20  # bytes; more than anybody may upload
READABLE = ("pdf", "docx", "odt")
State = DocumentText.State
STATES = {
    extract.READ: State.READ,
    extract.CUT: State.CUT,
    extract.LOCKED: State.LOCKED,
    extract.BROKEN: State.BROKEN,
    extract.HEAVY: State.HEAVY,
    extract.OTHER: State.OTHER,
}


class Reading(NamedTuple):
    """What came of reading a document, and its text."""

    state: str
    text: str = ""
    pages: int | None = None


class KilledError(Exception):
    """The process that read was ended by a signal: its own fault, or the machine's."""

    def __init__(self, name, reading):
        super().__init__(name)
        self.reading = reading


def read_document(file, extension) -> Reading:
    """Return what a document's file (of any storage) holds, and whether that is all of it.

    Raises OSError where the storage does not give the file, and KilledError.
    """
    with file.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    if len(data) > LARGEST:
        return Reading(State.HEAVY)
    command = [sys.executable, "-I", "-W", "ignore", extract.__file__]
    try:
        child = subprocess.run(  # noqa: S603 (nothing of it comes from outside)
            command, input=data, capture_output=True, timeout=LONGEST, env={}, check=False
        )
    except subprocess.TimeoutExpired as expired:
        return _reading(State.HEAVY, expired.stdout or b"", extension)
    if child.stderr:
        logger.info("%s could not be read: %s", file.name, child.stderr.decode(errors="replace"))
    # Whatever else it ends with, such as no memory to begin with.
    reading = _reading(STATES.get(child.returncode, State.HEAVY), child.stdout, extension)
    if child.returncode < 0:
        raise KilledError(signal.Signals(-child.returncode).name, reading)
    return reading


def _reading(state, output, extension):
    """Return a reading: what stopped halfway is read so far, and what has no letters is empty."""
    first, _end, text = output.decode(errors="ignore").partition("\n")
    pages = int(first) if first.isdecimal() and len(first) <= LONGEST_COUNT else None
    pages = pages or None
    if any(letter.isalnum() for letter in text):
        return Reading(State.READ if state == State.READ else State.CUT, text, pages)
    if state in (State.READ, State.CUT):
        return Reading(State.EMPTY, pages=pages)
    if state == State.OTHER and extension in READABLE:
        return Reading(State.BROKEN)  # its name promises something else
    return Reading(state)
