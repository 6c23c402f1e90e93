"""Telephone numbers: one address for each way of writing one, wherever a page prints it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe

from home.blocks.links import LinkBlock
from home.phone import phone_address
from home.templatetags import swedish

NUMBERS = [
    ("+46 (0)40-34 10 00", "tel:+4640341000"),
    ("+46(0)40-341000", "tel:+4640341000"),
    ("+46 (0) 40 34 10 00", "tel:+4640341000"),
    ("+46 040-34 10 00", "tel:+4640341000"),
    ("0046 40 34 10 00", "tel:+4640341000"),
    ("0046 (0)40 34 10 00", "tel:+4640341000"),
    ("040-34 10 00", "tel:+4640341000"),
    ("040\u00a0–\u00a034\u00a010\u00a000", "tel:+4640341000"),
    ("040‑34 10 00", "tel:+4640341000"),
    ("(040) 34 10 00", "tel:+4640341000"),
    ("(0)40-34 10 00", "tel:+4640341000"),
    ("040/34.10.00", "tel:+4640341000"),
    ("Växel: 040-34 10 00 (vardagar)", "tel:+4640341000"),
    ("031 – 367 90 61", "tel:+46313679061"),
    ("08-452 74 35", "tel:+4684527435"),
    ("+45 33 66 33 66", "tel:+4533663366"),
    ("+39 06 1234 5678", "tel:+390612345678"),
    ("112", "tel:112"),
    ("114 14", "tel:11414"),
    ("1177", "tel:1177"),
    ("fråga i växeln", ""),
    ("040-34 10 00 ankn. 12", ""),
    ("040-34 10 00, 070-123 45 67", ""),
    ("040-34 10 00/01", ""),
    ("0", ""),
    ("+", ""),
    ("((((", ""),
    ("1" * 40, ""),
    ("1" * 100_000, ""),
    ("٠٤٠ ٣٤ ١٠ ٠٠", ""),
    ("", ""),
    (None, ""),
]


@pytest.mark.parametrize(("number", "address"), NUMBERS)
def test_a_number_is_dialled_as_it_is_meant_however_it_is_written(number, address):
    assert phone_address(number) == address


@pytest.mark.parametrize(("number", "address"), [pair for pair in NUMBERS if pair[1]])
def test_fields_link_blocks_and_links_in_a_text_dial_the_same(number, address):
    assert f'href="{address}"' in swedish.phone_link(number)
    block = LinkBlock()
    assert block.to_python({"phone": number}).href == address
    text = mark_safe(f'<p><a href="tel:{number}">{number}</a></p>')
    assert f'href="{address}"' in swedish.typeset(text)


def test_a_link_to_a_number_that_nobody_can_dial_is_refused_at_its_field():
    block = LinkBlock()
    for number in ("+----", "040-34 10 00 ankn. 12"):
        with pytest.raises(ValidationError) as caught:
            block.clean(block.to_python({"phone": number, "text": "Ring"}))
        assert "phone" in caught.value.block_errors
