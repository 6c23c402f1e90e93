"""What does not work just now, for those who look after the site.

A part of the site that can fail alone names its faults in a function registered with
`@hooks.register("report_faults")`, which takes nothing and yields `Fault`s, or returns the
`Rows` of which they are (home/at_once.py).
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .at_once import Failure, Reports

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fault:
    """One thing that does not work: which part, a sentence in Swedish, and where to look."""

    part: str
    sentence: str
    url: str = ""


def current_faults(reports=None) -> Iterator[Fault]:
    """Yield the faults of every part; a part that cannot say is a fault itself."""
    for report, faults in (reports or Reports(report_faults=[])).said("report_faults"):
        if isinstance(faults, Failure):
            name = f"{report.__module__}.{report.__name__}"
            logger.error("%s failed", name, exc_info=faults.error)
            part = report.__module__.partition(".")[0]
            yield Fault(part, _("Det gick inte att se efter hur den här delen mår."))
        else:
            yield from faults
