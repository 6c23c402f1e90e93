"""What templates print of the handbook."""

from django import template

from malmoandan.handbook import tasks

register = template.Library()
register.filter("handbook_address", tasks.address)


@register.inclusion_tag("malmoandan/handbook_way.html")
def handbook_way(slug):
    """Print the way to a task."""
    return {"task": tasks.tasks()[slug]}
