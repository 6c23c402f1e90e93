"""Numbers and sums of money, as Swedish writes them."""

from decimal import Decimal

from django.utils.formats import number_format

from .ranges import NBSP


def amount(number):
    """Return a number in figures: «450 000», «99,50»; empty where there is none."""
    if number is None:
        return ""
    return number_format(number, 0 if number == int(number) else 2, force_grouping=True)


def decimal(number):
    """Return a number with the decimals that it has: «92», «41,5»."""
    return number_format(Decimal(f"{Decimal(number):f}").normalize() + 0)


def percent(number):
    """Return a share: «92 %», «41,5 %»."""
    return f"{decimal(number)}{NBSP}%"


def kronor(number):
    """Return an amount in Swedish crowns: «2 500 kronor», «1 krona», «99,50 kronor»."""
    number = round(Decimal(str(number)), 2)
    return f"{amount(number)}{NBSP}{'krona' if number == 1 else 'kronor'}"
