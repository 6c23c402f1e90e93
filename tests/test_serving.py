"""How the site is kept running: scripts, container, services, and the proxy in front."""

import configparser
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import yaml

ROOT = Path(__file__).parent.parent
KEEP, SERVER, SETUP = (ROOT / ".ci" / name for name in ("keep", "server", "setup"))
SERVICES = ["malmoandan", "malmoandan-work"]


@pytest.fixture
def keep(tmp_path):
    """A function that keeps a shell command running, and reads one line from it."""
    started = []

    def start(command):
        process = subprocess.Popen(
            [KEEP, "sh", "-c", command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            process_group=0,
            # A shell traps nothing that was ignored before it, as INT is where «&» starts them.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        started.append(process)
        return process

    yield start
    for process in started:
        # Also what outlives it.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_a_command_that_ends_by_itself_begins_again_after_a_pause_that_grows(keep):
    process = keep("echo begun; exit 3")
    assert [process.stdout.readline() for _ in range(2)] == ["begun\n"] * 2
    process.terminate()
    _output, errors = process.communicate()
    assert process.returncode == 0
    pauses = re.findall(r"It ended by itself \(3\) and begins again in (\d+) s", errors)
    assert pauses in (["1"], ["1", "2"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_command_in_order_and_nothing_is_left(keep, number):
    process = keep("trap 'echo ended; exit 0' TERM; echo begun; while :; do sleep 0.05; done")
    assert process.stdout.readline() == "begun\n"
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    output, _errors = process.communicate(timeout=20)
    assert (output, process.returncode) == ("ended\n", 0)
    _gone, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []


def test_a_killed_worker_comes_back_wherever_the_server_is_started():
    script = SERVER.read_text()
    assert "--respawn-failed-workers" in script
    assert "--respawn-interval" in script
    for place in (".ci/serve", "Dockerfile", "docs/systemd/malmoandan.service"):
        text = (ROOT / place).read_text()
        assert ".ci/server" in text, place
        assert "granian" not in text, place


@pytest.mark.parametrize(
    ("given", "listens"),
    [
        ({}, "--host 127.0.0.1 --port 9123 --workers 5"),
        ({"PORT": "9200", "HOST": "0.0.0.0"}, "--host 0.0.0.0 --port 9200 --workers 5"),  # noqa: S104
    ],
)
def test_the_server_listens_where_the_environment_or_the_file_of_settings_says(
    tmp_path, given, listens
):
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (tmp_path / ".ci").mkdir()
    shutil.copy(SERVER, tmp_path / ".ci")
    for name, line in {"granian": 'echo "$@"', "python": f'exec {sys.executable} "$@"'}.items():
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    (tmp_path / "settings").write_text("PORT=9123\nWORKERS=5\nHOST=\n")
    place = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    environment = place | {"ENV_FILE": str(tmp_path / "settings")} | given
    command = [tmp_path / ".ci" / "server"]
    started = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert listens in started.stdout


@pytest.mark.parametrize(
    ("slow", "given", "found"),
    [
        ({"python3"}, {}, {"python3.13", "/usr/bin/python3"}),
        (set(), {}, {"python3"}),
        ({"python3"}, {"PYTHON": "python3"}, {"python3"}),
    ],
)
def test_a_python_without_optimisations_is_taken_only_where_it_is_asked_for_or_alone(
    tmp_path, slow, given, found
):
    for name in ("python3", "python3.13"):
        answer = "*sysconfig*) exit 1" if name in slow else "x) exit 1"
        (tmp_path / name).write_text(f'#!/bin/sh\ncase "$2" in {answer};; esac\n')
        (tmp_path / name).chmod(0o755)
    functions = re.search(r"^new_enough\(.*?(?=^# Compiled as)", SETUP.read_text(), re.S | re.M)[0]
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"} | given
    command = ["bash", "-c", f"{functions}\nfind_python"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout.strip().removeprefix(f"{tmp_path}/") in found


def test_make_run_keeps_the_periodic_work_running():
    assert ".ci/keep .venv/bin/python manage.py work --loop" in (ROOT / ".ci/serve").read_text()


def unit(name):
    """Return a unit of systemd; what is said twice, such as ExecReload, counts as its last."""
    found = configparser.ConfigParser(strict=False)
    found.optionxform = str
    found.read(ROOT / "docs" / "systemd" / f"{name}.service")
    return found


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_begins_again_whenever_it_ends(name):
    service = unit(name)["Service"]
    assert service["Restart"] == "always"
    assert unit(name)["Unit"]["StartLimitIntervalSec"] == "0"
    folder = service["WorkingDirectory"]
    program = service["ExecStart"].split()[0]
    assert program in (f"{folder}/.ci/server", f"{folder}/.venv/bin/python")
    written = [f"{folder}/var", *([f"-{folder}/backups"] if name.endswith("work") else [])]
    assert service["ReadWritePaths"].split() == written


def test_both_services_are_kept_from_what_they_do_not_need():
    site, work = (dict(unit(name)["Service"]) for name in SERVICES)
    fences = {
        name for name in site if name.startswith(("Protect", "Private", "Restrict", "System"))
    }
    assert {name: site[name] for name in fences} == {name: work[name] for name in fences}
    assert site["NoNewPrivileges"] == work["NoNewPrivileges"] == "yes"
    # Documents are read by a process with limits of its own, which @resources lets it set.
    assert site["SystemCallFilter"] == "@system-service"


def test_systemd_takes_both_services_and_finds_them_well_fenced(tmp_path):
    if not shutil.which("systemd-analyze"):
        missing = pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        missing("systemd is not installed")
    for name in SERVICES:
        text = (ROOT / "docs" / "systemd" / f"{name}.service").read_text()
        copy = tmp_path / f"{name}.service"
        copy.write_text(
            text.replace("/srv/malmoandan/.venv/bin/python", sys.executable).replace(
                "/srv/malmoandan/.ci", f"{ROOT}/.ci"
            )
        )
        told = subprocess.run(
            ["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False
        )
        assert (told.returncode, told.stderr) == (0, "")
        # From 0 to 10; a service without any fence has 9.6.
        subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=20", copy],
            check=True,
            capture_output=True,
        )


@pytest.fixture(scope="module")
def containers():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def test_every_container_begins_again_whenever_it_ends(containers):
    assert set(containers) == {"database", "cache", "site", "work", "proxy"}
    assert {one["restart"] for one in containers.values()} == {"unless-stopped"}
    # Nothing is newer tomorrow than it was when it was tried.
    images = [one["image"] for one in containers.values() if "image" in one]
    assert all(re.fullmatch(r"[a-z/]+:[\d.]+", image) for image in images)


def test_the_containers_find_each_other(containers):
    site, work, proxy = (containers[name] for name in ("site", "work", "proxy"))
    assert site["environment"] == work["environment"]
    for name in ("DATABASE_URL", "CACHE_URL"):
        host = re.search(r"[/@](\w+):\d", site["environment"][name])[1]
        assert host in containers
        assert host in site["depends_on"]
    # The proxy stands on the machine itself, where only it reaches the site.
    assert proxy["network_mode"] == "host"
    assert site["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]
    configuration = (ROOT / "docs" / "nginx.conf").read_text()
    assert "server 127.0.0.1:8000 " in configuration
    mounted = [volume.split(":")[0] for volume in proxy["volumes"]]
    assert (ROOT / mounted[0]).exists()
    used = re.findall(r" (/etc/letsencrypt|/var/www/html)", configuration)
    assert set(used) == set(mounted[1:])


def test_the_proxy_passes_on_nothing_that_a_visitor_says_of_addresses():
    text = (ROOT / "docs" / "nginx.conf").read_text()
    headers = dict(re.findall(r"proxy_set_header ([\w-]+) (.*);", text))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["X-Forwarded-Proto"] == "$scheme"
    assert headers["Forwarded"] == headers["X-Forwarded-Host"] == '""'


def test_the_proxy_serves_no_document_and_waits_longer_for_editors():
    text = (ROOT / "docs" / "nginx.conf").read_text()
    assert not re.search(r"(location|alias).*documents", text)
    public, admin = map(int, re.findall(r"^ +client_body_timeout (\d+)s;", text, re.M)[-2:])
    assert (public, admin) == (10, 60)
