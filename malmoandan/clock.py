"""What a clock that was ahead has left behind when it is put right."""

from datetime import timedelta

from django.utils import timezone

from home.limits import Attempt
from home.mail.letter import WAITS, Letter
from home.schedule import MissedTime
from news.models import Sending, Subscriber
from search.models import DocumentText, IndexTask

NEARLY = timedelta(minutes=1)  # as much as the clocks of two machines may differ
LONGEST_PAUSE = timedelta(days=1)  # longer than anything waits before it is tried again


def forget_wrong_clock():
    """Bring to this moment what was put down, by a clock that was ahead, for a time to come.

    Else nobody could log in, no letter would be sent and no page found as long as it was ahead.
    """
    now = timezone.now()
    soon, late = now + NEARLY, now + LONGEST_PAUSE
    Attempt.objects.filter(at__gt=soon).delete()
    letters = Letter.objects.unsent()
    letters.filter(created__gt=soon).update(created=now, due=now)
    letters.filter(due__gt=soon + WAITS[-1]).update(due=now)
    letters.filter(claimed__gt=soon).update(claimed=now)
    Sending.objects.filter(going_since__gt=soon).update(going_since=now)
    Subscriber.objects.filter(confirmed__gt=soon).update(confirmed=now)
    IndexTask.objects.filter(due__gt=late).update(due=now)
    DocumentText.objects.filter(due__gt=late).update(due=now)
    MissedTime.objects.filter(next_try__gt=late).update(next_try=now)
