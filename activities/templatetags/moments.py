"""The moment since which no event has changed its state, for what templates keep of them."""

from django import template

from activities import moments

register = template.Library()

register.simple_tag(moments.quiet_since)
