"""What templates print once a generation: the cache of Django's `{% cache %}`."""

from django.core.cache.backends.base import BaseCache

from . import generation
from .typography import is_foreign

LONGEST = 20_000  # letters: a longer one is rare, and a thousand of them would fill a worker


class FragmentCache(BaseCache):
    """Keeps printed fragments in the memory of the worker until anything on the site changes.

    A fragment names all that it follows from but the generation and the language of its text:
    the key of a row, what a list says of it, and `now_quiet_since` where its words follow the
    clock.  What follows from the visitor, or has a number of its own on the page, is none.
    """

    def __init__(self, place, params):
        super().__init__(params)

    def get(self, key, default=None, version=None):
        kept = generation.kept_fragments()
        return default if kept is None else kept.get((key, is_foreign()), default)

    def set(self, key, value, timeout=None, version=None):
        kept = generation.kept_fragments()
        if kept is not None and len(value) <= LONGEST:
            generation.keep(kept, (key, is_foreign()), value, generation.MOST_FRAGMENTS)

    def clear(self):
        """Forget nothing: what is kept goes with its generation, and a restored site begins one."""
