"""An issue through a real postfix, delivered to a mailbox each and read back from there."""

import email
import email.policy
import mailbox
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from tests.bench.serving import free_port
from tests.mail_server import use
from tests.prove.mail import wait_until

DATABASES = ("SQLite",)
RECEIVERS = 60
UNKNOWN = 7  # the number of one whom postfix does not know
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
virtual_mailbox_domains = example.org
virtual_mailbox_maps = texthash:{folder}/people
virtual_mailbox_base = {folder}/mail
virtual_uid_maps = static:{user}
virtual_gid_maps = static:{group}
virtual_minimum_uid = 1
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def missing():
    """Return what is not installed of what this part needs."""
    is_there = shutil.which("postfix") and os.geteuid() == 0
    return [] if is_there else ["root and postfix (on Debian and Ubuntu: apt-get install postfix)"]


@contextmanager
def postfix():
    """Run a postfix of our own on loopback; yields (its port, the folder of mailboxes)."""
    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory(prefix="malmoandan-postfix-") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        for part in ("queue", "data", "mail", "etc"):
            (folder / part).mkdir()
        os.chown(folder / "mail", nobody.pw_uid, nobody.pw_gid)
        shutil.chown(folder / "data", "postfix")
        ids = {"user": nobody.pw_uid, "group": nobody.pw_gid}
        (folder / "etc/main.cf").write_text(MAIN.format(folder=folder, **ids))
        (folder / "etc/master.cf").write_text(MASTER.format(port=port))
        known = [n for n in range(RECEIVERS) if n != UNKNOWN]
        people = "".join(f"person{n}@example.org person{n}/\n" for n in known)
        (folder / "people").write_text(people)
        process = subprocess.Popen(
            ["postfix", "-c", folder / "etc", "start-fg"], stderr=subprocess.DEVNULL
        )
        try:
            yield port, folder / "mail"
        finally:
            subprocess.run(["postfix", "-c", folder / "etc", "stop"], stderr=subprocess.DEVNULL)
            process.wait(30)


def prove(report):
    """Send an issue through it, and compare what arrived with what was written."""
    from django.conf import settings

    from home.mail.delivery import deliver_letters
    from news.models import Sending, Subscriber
    from news.sending.work import run_sendings
    from tests.sending import add_issue, address, order, subscribe

    subscribe(*range(RECEIVERS))
    written = "Hej på er! ”Ännu” en rad, och en som är längre än en rad i ett brev får vara. " * 20
    order(add_issue(title="Vårens brev – nr 1 på åäö", editorial=f"<p>{written}</p><p>.</p>"))
    with postfix() as (port, folder):
        use(settings, port)
        settings.EMAIL_TIMEOUT, settings.BULK_MAIL_RATE = 10, 0
        run_sendings()
        begun = time.monotonic()

        def is_settled():
            deliver_letters()
            return not Sending.objects.get().letters.filter(state="queued").exists()

        wait_until(is_settled, 120)
        boxes = {n: folder / f"person{n}" for n in range(RECEIVERS)}
        delivered = [n for n in boxes if n != UNKNOWN]
        wait_until(lambda: all((boxes[n] / "new").is_dir() for n in delivered), 60)
        time.sleep(2)
        letters = {n: read(box) for n, box in boxes.items() if box.is_dir()}
        seconds = time.monotonic() - begun
    run_sendings()
    sending, numbers = Sending.objects.get(), Counter(map(len, letters.values()))
    figure = f"{dict(numbers)}, {sending.counts()}, {seconds:.0f} s"
    holds = numbers == {1: RECEIVERS - 1} and UNKNOWN not in letters
    holds = holds and sending.counts() == {"sent": RECEIVERS - 1, "failed": 1}
    report.line("letters in each mailbox", figure, holds and sending.state == "done")
    wrong = [
        n
        for n, (letter, *_more) in letters.items()
        if not is_as_written(letter, sending, Subscriber.objects.with_email(address(n)).get())
    ]
    sizes = [len(letter.as_bytes()) for (letter, *_more) in letters.values()]
    right, size = len(letters) - len(wrong), max(sizes, default=0) // 1000
    figure = f"{right} of {len(letters)}, {size} kB at most"
    report.line("they say what was written, each with its own way out", figure, not wrong)


def read(folder):
    """Return the letters of a mailbox."""
    parser = email.message_from_binary_file
    box = mailbox.Maildir(folder, factory=lambda file: parser(file, policy=email.policy.default))
    return list(box)


def is_as_written(letter, sending, subscriber):
    """Tell whether a letter is the mail of its sending, and leads its own reader out."""
    from news.mailing.mail import LEAVE
    from news.subscriptions.addresses import leave_url

    way = leave_url(subscriber)
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    return (
        letter["Subject"] == sending.subject
        and letter["To"] == subscriber.email
        and letter["List-Unsubscribe"].strip() == f"<{way}>"
        and letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        and letter["List-Id"]
        and text.strip() == sending.text.replace(LEAVE, way).strip()
        and html.strip() == sending.html.replace(LEAVE, way).strip()
    )
