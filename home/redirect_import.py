"""Redirects from a file: as spreadsheets in Swedish write it, and refused in words where it fails.

What the admin exports as CSV (`home.spreadsheets`) can be read in again.
"""

import csv
import logging
from functools import wraps
from io import StringIO

from django.db import transaction
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.contrib.redirects import base_formats
from wagtail.contrib.redirects.views import process_import

logger = logging.getLogger(__name__)

DELIMITERS = ";,\t"
EMPTY = "–"


def with_whole_rows(dataset):
    """Return the dataset without empty rows, and with something in each cell of the others.

    What leads nowhere is then told as such, where Wagtail fails or stores it.
    """
    width = len(dataset.headers)
    rows = ([cell or EMPTY for cell in row] for row in dataset if any(row))
    dataset[:] = [[*row, *[EMPTY] * (width - len(row))] for row in rows]
    return dataset


def as_text(data):
    """Return the text of a file, which is in UTF-8, or as Excel marks or writes it by default."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


class CSV(base_formats.CSV):
    """Lines of cells, with whatever the first line has most of between them."""

    def is_binary(self):
        return True

    def get_read_mode(self):
        return "rb"

    def create_dataset(self, data):
        """Return the cells of the file's lines."""
        text = as_text(data)
        delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        return with_whole_rows(base_formats.Dataset(rows))


class TSV(CSV):
    """The same, by another name."""


# Wagtail has no setting for them. No workbooks: openpyxl may be busy for minutes with a small one
# (docs/decisions.md, "A list in a workbook is read by expat, not by openpyxl").
base_formats.DEFAULT_FORMATS[:] = [CSV, TSV]


@wraps(process_import)
def process(request):
    """Read the redirects in, all or none; a file that is not there any more is asked for again.

    So is one whose name Wagtail's form cannot have signed, which Wagtail fails over.
    """
    try:
        with transaction.atomic():
            return process_import(request)
    except (OSError, AttributeError, KeyError):
        logger.warning("Redirects were not read in", exc_info=True)
        said = _("Filen är redan inläst, eller har tagits bort. Välj den igen om den ska läsas in.")
        messages.error(request, said)
        return redirect("wagtailredirects:start_import")


@hooks.register("register_admin_urls", order=-1)
def read_redirects_in():
    """Put our import in the place of Wagtail's."""
    return [path("redirects/import/process/", process)]
