"""Every export of the admin, ours and Wagtail's: harmless in any program, whole in a Swedish one.

Titles, names and addresses that others have written stand in them. Wagtail passes formulas on to
CSV, fails over a control character in a workbook, and writes CSV for programs in English.
"""

import codecs
import csv
from datetime import datetime

from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

from .dates import local
from .feeds import printable

# What a cell that is taken for a formula begins with, in full width too.
FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def escape_formula(value):
    """Return the text of a cell which no spreadsheet takes for a formula or refuses."""
    text = printable(value)  # a workbook refuses control characters
    return f"'{text}" if text.startswith(FORMULA) else text


wagtails_cell = SpreadsheetExportMixin.preprocess_field_value


def cell(view, field, value, export_format):
    """Return the value of a cell in Swedish time, and harmless where it is text."""
    if isinstance(value, datetime):
        value = local(value).replace(tzinfo=None)  # a workbook knows no zones
        is_workbook = export_format == view.FORMAT_XLSX
        return value if is_workbook else value.strftime("%Y-%m-%d %H:%M")
    value = wagtails_cell(view, field, value, export_format)
    return escape_formula(value) if isinstance(value, str) else value


def stream_csv(view, queryset):
    """Yield the lines as a Swedish Excel opens them: marked as UTF-8, with semicolons."""
    writer = csv.DictWriter(Echo(), fieldnames=view.list_export, delimiter=";")
    headings = {name: view.get_heading(queryset, name) for name in view.list_export}
    yield codecs.BOM_UTF8 + writer.writerow(headings)
    for row in queryset:
        yield view.write_csv_row(writer, view.to_row_dict(row))


# Wagtail has no setting for them.
SpreadsheetExportMixin.preprocess_field_value = cell
SpreadsheetExportMixin.stream_csv = stream_csv
