"""How workers on several machines hear of a change: over Redis, before whoever made it goes on.

Each worker listens, and confirms what it has heard.  Whoever has changed something waits until all
that listen have confirmed, or for the second after which none believes any more what it had read
(`home.generation`).  A worker that does not hear believes nothing, and asks the database.
"""

import logging
from secrets import token_hex
from threading import Lock, Thread
from time import monotonic, sleep

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

QUIET = 5  # seconds after which a worker asks whether anybody is there, and has to be answered
PAUSE = 0.5  # seconds before a worker that hears nothing tries anew
KEPT_FOR = 10  # seconds for which what was confirmed lies there: longer than anybody waits for it
WAIT = 0.2  # seconds that Redis is let wait at a time, well below the time it has to answer

logger = logging.getLogger(__name__)


class Line:
    """What the workers of one process hear and say over one Redis, whatever the thread."""

    def __init__(self, place, channel, options):
        # A connection that is lost may have lost a message: it is never mended in silence.
        self.client = Redis.from_url(place, **options, retry=Retry(NoBackoff(), 0))
        # Channels are those of the whole server, unlike keys.
        database = self.client.get_connection_kwargs().get("db", 0)
        self.channel = f"{channel}@{database}"
        self.mark, self._listener, self._lock = None, None, Lock()

    def heard(self):
        """Return a mark that is another one after each change; None as long as nothing is heard."""
        if self._listener is None:
            with self._lock:
                if self._listener is None:
                    self._listener = Thread(target=self._listen, name="changes", daemon=True)
                    self._listener.start()
        return self.mark

    def tell(self, seconds):
        """Say that something has changed; return whether all have confirmed it in that time."""
        until, answers = monotonic() + seconds, f"{self.channel}:{token_hex(8)}"
        awaited = self.client.publish(self.channel, answers)
        while awaited and monotonic() < until:
            if self.client.blpop([answers], WAIT):
                awaited -= 1
        return not awaited

    def _listen(self):
        while True:
            try:
                self._hear()
            except Exception as error:  # whatever it is, nothing is heard until it is mended
                if self.mark:
                    logger.warning("No changes are heard of: %s", type(error).__name__)
            self.mark = None
            sleep(PAUSE)

    def _hear(self):
        with self.client.pubsub() as heard:
            heard.subscribe(self.channel)
            while True:
                message = self._next_message(heard)
                # The first says that from now on this worker hears.
                if message["type"] != "pong":
                    self.mark = object()
                if message["type"] == "message":
                    self._confirm(message["data"])

    def _next_message(self, heard):
        message = heard.get_message(timeout=QUIET)
        if message is None:
            heard.ping()
            message = heard.get_message(timeout=QUIET)
        if message is None:
            raise TimeoutError
        return message

    def _confirm(self, answers):
        with self.client.pipeline() as said:
            said.lpush(answers, 1)
            said.expire(answers, KEPT_FOR)
            said.execute()
