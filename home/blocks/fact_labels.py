"""The ready labels of a fact, in the groups in which an editor meets them.

They are no part of each form: its script reads the same file, which browsers keep.
"""

import json

from django.conf import settings
from django.utils.choices import flatten_choices
from django.utils.translation import gettext_lazy as _

SCRIPT = "js/fact_labels.js"


def _written():
    """Return what the script holds: {group: {kind: label}}, and what is none of them.

    After a label and «|» stand other words for it, by which its script finds it.
    """
    text = (settings.BASE_DIR / "static" / SCRIPT).read_text()
    return json.loads(text.partition("=")[2].rstrip().removesuffix(";"))


FACT_LABELS = [
    (group, _(labels))
    if isinstance(labels, str)
    else (_(group), [(kind, _(label.partition("|")[0])) for kind, label in labels.items()])
    for group, labels in _written().items()
]
FACT_KINDS = dict(flatten_choices(FACT_LABELS))
