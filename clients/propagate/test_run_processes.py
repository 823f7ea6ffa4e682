"""The command under `entail run`: its status, its pipes, its signals, and what is left of it."""

import os
import pty
import re
import signal
import sys
import time

import pytest

from support.people import fresh

from .support.fakes import Silent
from .support.opened import ended, opened
from .support.running import eventually, is_open, processes_of_session
from .support.samples import ONE_ROLE, SERVICE_TRUST, create_role

MAKEFILE = """\
.PHONY: all one two
all: one two
one:
\taws iam create-role --role-name {name} --assume-role-policy-document '{trust}' > one.json
two: one
\taws iam create-user --user-name {name} | grep -q {name}
fails: one
\texit 3
"""

COUNTS = """
import signal, time
interrupts = []
signal.signal(signal.SIGINT, lambda *_: interrupts.append(1))
print("ready", flush=True)
end = time.monotonic() + 10
while not interrupts and time.monotonic() < end:
    time.sleep(0.01)
time.sleep(0.5)
print(f"interrupts={len(interrupts)}", flush=True)
"""

WAITS = "echo port=${AWS_ENDPOINT_URL_IAM##*:}; echo ready; "


@pytest.mark.parametrize("status", [0, 1, 2, 7, 125, 254])
def test_the_status_of_the_command_is_that_of_the_run(dev, status):
    assert dev.bounded("sh", "-c", f"exit {status}").status == status


def test_a_command_that_is_not_there_is_told_from_one_that_cannot_be_started(dev):
    missing = dev.bounded("no-such-command").failed(127)
    assert "no-such-command" in missing.stderr
    (dev.work / "not-executable").write_text("text")
    assert "not-executable" in dev.bounded("./not-executable").failed(126).stderr


def test_a_command_that_a_signal_ends_is_told_as_shells_tell_it(dev):
    ended_by = dev.bounded("sh", "-c", "kill -TERM $$").status
    assert ended_by in (-signal.SIGTERM, 128 + signal.SIGTERM)


def test_input_and_output_pass_through_unchanged_and_apart(dev):
    done = dev.bounded("sh", "-c", "cat; echo to-stderr >&2", stdin="line 1\nline 2\n").worked()
    assert done.stdout == "line 1\nline 2\n"
    assert "to-stderr" in done.stderr


def test_a_step_without_a_terminal_and_with_closed_streams_is_bounded(world, dev):
    """A CI runner may give neither; what is opened must not take the place of a stream."""
    name = fresh("step")
    script = 'exec "$@" <&- >&-'
    create = " ".join(f"'{word}'" for word in create_role(name))
    step = ["sh", "-c", script, "sh", *dev.entail_run("--report", f"junit={dev.folder / 'r.xml'}"),
            "sh", "-c", f"{create} > made.json; read line; test $? -ne 0"]
    done = dev.plain(*step).worked()
    assert done.stdout == ""
    assert world.boundary_of("role", name) == world.boundary
    assert name in (dev.work / "made.json").read_text()
    assert name in (dev.folder / "r.xml").read_text()


def test_nobody_who_reads_standard_error_is_no_reason_to_end(world, dev):
    """`2>&1 | head -1` in the middle of a deployment."""
    name = fresh("unread")
    create = " ".join(f"'{word}'" for word in create_role(name))
    run = " ".join(f"'{word}'" for word in dev.entail_run("--log", "debug"))
    line = f"{{ {run} sh -c \"$0\"; echo $? > status; }} 2>&1 >/dev/null | true"
    dev.plain("bash", "-c", line, f"sleep 0.2; {create}; exit 5").worked()
    assert eventually((dev.work / "status").exists, 30)
    assert (dev.work / "status").read_text() == "5\n"
    assert world.boundary_of("role", name) == world.boundary
    assert name in dev.report.read_text()


def test_arguments_and_variables_pass_through_unchanged(dev):
    dev.more = {"ODD": " spaces  and 'quotes' "}
    code = "import os, sys, json; print(json.dumps([sys.argv[1:], os.environ['ODD']]))"
    arguments = ["a b", "", "--boundary", "--", "*", "$HOME", "ü"]
    done = dev.bounded(sys.executable, "-c", code, *arguments).worked()
    assert done.json == [arguments, dev.more["ODD"]]


def test_only_variables_of_single_services_are_set(dev):
    names = dev.bounded("env").worked().stdout
    assert "AWS_ENDPOINT_URL=" not in names
    for service in ("IAM", "CLOUDFORMATION", "CLOUDCONTROL"):
        assert re.search(rf"^AWS_ENDPOINT_URL_{service}=http://127\.0\.0\.1:\d+$", names, re.MULTILINE)
    assert f"AWS_ENDPOINT_URL_S3={dev.world.moto.endpoint}\n" in names


def test_make_and_its_pipes_are_bounded_and_a_failing_target_fails(world, dev):
    name = fresh("make")
    (dev.work / "Makefile").write_text(MAKEFILE.format(name=name, trust=SERVICE_TRUST))
    dev.bounded("make").worked()
    assert world.boundaries({f"role/{name}", f"user/{name}"}) == {world.boundary}
    # make's own status for a target that failed; here it is the role that is there already.
    assert "EntityAlreadyExists" in dev.bounded("make", "fails").failed(2).stderr


def test_a_shell_script_in_a_pipe_and_in_the_background(world, dev):
    first, second = fresh("sh"), fresh("sh")
    (dev.work / "deploy.sh").write_text(
        "set -eu\n"
        f"aws iam create-role --role-name {first} --assume-role-policy-document '{SERVICE_TRUST}' &\n"
        f"aws iam create-role --role-name {second} --assume-role-policy-document '{SERVICE_TRUST}'"
        " | grep Arn\n"
        "wait $!\n"
    )
    done = dev.bounded("sh", "deploy.sh").worked()
    assert f":role/{second}" in done.stdout
    assert world.boundaries({f"role/{first}", f"role/{second}"}) == {world.boundary}


def test_when_the_command_ends_its_port_is_closed_and_nothing_is_left(dev):
    with opened(dev, "--front-sts", "always") as run:
        assert is_open(run.port)
        session = run.process.pid
    assert ended(run), run.stderr
    assert not is_open(run.port)
    assert processes_of_session(session) == []
    assert list(dev.temporary.iterdir()) == []


def test_control_c_at_a_terminal_ends_everything_and_leaves_nothing(dev):
    # The command asks before it goes, as deployments do, and is given the time for it.
    wait = f"trap 'echo interrupted; exit 9' INT; {WAITS} while :; do sleep 0.1; done"
    terminal = Terminal(dev, wait)
    port = int(terminal.until(rb"port=(\d+)"))
    terminal.until(rb"(ready)")
    assert is_open(port)
    terminal.type(b"\x03")
    terminal.until(rb"(interrupted)")
    assert terminal.ended() == 9
    _nothing_is_left(dev, terminal.pid, port)


def test_control_c_reaches_the_command_once(dev):
    """Deployments take a second one for `now, at once`, and leave their work half done."""
    (dev.work / "counts.py").write_text(COUNTS)
    terminal = Terminal(dev, f"exec {sys.executable} counts.py")
    terminal.until(rb"(ready)")
    terminal.type(b"\x03")
    assert terminal.until(rb"interrupts=(\d+)") == b"1"
    assert terminal.ended() == 0


def test_a_reader_that_goes_away_ends_the_command_as_without(dev):
    line = " ".join(f"'{word}'" for word in [*dev.entail_run("--quiet"), "yes"])
    done = dev.plain("sh", "-c", f"{line} | head -n 2", seconds=30).worked()
    assert done.stdout == "y\ny\n"


def test_control_c_where_the_command_does_not_listen_ends_both(dev):
    terminal = Terminal(dev, WAITS + "exec sleep 60")
    port = int(terminal.until(rb"port=(\d+)"))
    terminal.until(rb"(ready)")
    time.sleep(0.3)
    terminal.type(b"\x03")
    assert terminal.ended() in (-signal.SIGINT, 128 + signal.SIGINT)
    _nothing_is_left(dev, terminal.pid, port)


def test_control_c_in_the_middle_of_a_call_ends_everything_and_leaves_nothing(dev):
    (dev.work / "t.yaml").write_text(ONE_ROLE)
    deploy = "aws cloudformation deploy --stack-name s --template-file t.yaml"
    with Silent() as upstream:
        dev.more = {"AWS_ENDPOINT_URL_CLOUDFORMATION": upstream.endpoint}
        terminal = Terminal(dev, f"{WAITS} exec {deploy}")
        port = int(terminal.until(rb"port=(\d+)"))
        assert eventually(lambda: upstream.connections, 30)
        terminal.type(b"\x03")
        began = time.monotonic()
        assert terminal.ended() != 0
        assert time.monotonic() - began < 10
    _nothing_is_left(dev, terminal.pid, port)


def test_a_terminal_stays_a_terminal_for_the_command(dev):
    terminal = Terminal(dev, "test -t 0 && test -t 1 && test -t 2 && echo all-are; stty size")
    terminal.until(rb"(all-are)")
    assert terminal.ended() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_entail_alone_reaches_the_command(dev, number):
    with opened(dev) as run:
        session = run.process.pid
        os.kill(session, number)
        assert eventually(lambda: run.process.poll() is not None)
    assert run.status in (-number, 128 + number)
    assert eventually(lambda: processes_of_session(session) == [])
    assert list(dev.temporary.iterdir()) == []


def test_a_run_that_is_killed_takes_its_port_with_it(world, dev):
    """SIGKILL leaves no time for anything; calls fail then, they don't go past the proxy."""
    name = fresh("killed")
    command = " ".join(f"'{word}'" for word in create_role(name))
    script = WAITS + f"while kill -0 $PPID; do sleep 0.1; done; {command}"
    process = dev.start([*dev.entail_run(), "sh", "-c", script], stdout=-1, stderr=-1, text=True)
    assert process.stdout.readline().startswith("port=")
    process.stdout.readline()
    process.kill()
    process.wait()
    assert eventually(lambda: processes_of_session(process.pid) == [], 30)
    assert name not in world.role_names()


def _nothing_is_left(dev, session: int, port: int) -> None:
    assert eventually(lambda: processes_of_session(session) == [])
    assert not is_open(port)
    assert list(dev.temporary.iterdir()) == []


class Terminal:
    """A run at a terminal of its own, in a session of its own, as a person has it."""

    def __init__(self, dev, script: str):
        command = [*dev.entail_run(), "sh", "-c", script]
        environment = dev.environment()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.chdir(dev.work)
            os.execve(command[0], command, environment)
        self.shown = b""
        self._status = None

    def type(self, keys: bytes) -> None:
        os.write(self._terminal, keys)

    def until(self, pattern: bytes, seconds: float = 30) -> bytes:
        """What a pattern's group matches, once it is shown."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern + rb"\s", self.shown)):
            assert time.monotonic() < deadline, self.shown
            try:
                self.shown += os.read(self._terminal, 4096)
            except OSError:
                raise AssertionError(f"ended: {self.shown}") from None
        return found.group(1)

    def ended(self) -> int:
        """The exit status, negative for a signal's number."""
        assert eventually(self._has_ended, 30), self.shown
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(self._status)

    def _has_ended(self) -> bool:
        # Read on: a process that writes to a full terminal can't end.
        os.set_blocking(self._terminal, False)
        try:
            self.shown += os.read(self._terminal, 4096)
        except OSError:
            pass
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        self._status = status
        return pid != 0
