"""The set-up, driven as a learner would: `python3 -m workshop` in copies, each broken in its own way."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.repo.environment_copy import BASE, ROOT, Copy, ended, make_wheel, make_wheels, sha256
from workshop.environment import commands, markers, pins

pytestmark = pytest.mark.skipif(os.name == "nt", reason="drives the program with POSIX signals and permissions")

OLD_PYTHONS = ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10"]
NO_INDEX_THERE = "http://name:secret@127.0.0.1:9/simple"  # port 9, discard: closed everywhere
needs_pip = pytest.mark.skipif(
    subprocess.run([BASE, "-c", "import pip"], capture_output=True).returncode != 0, reason=f"{BASE} has no pip"
)


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_wheels(tmp_path_factory.mktemp("wheels"))


@pytest.fixture
def copy(tmp_path: Path, wheels: Path) -> Copy:
    return Copy(tmp_path / "repo", wheels)


@pytest.fixture
def ready(copy: Copy) -> Copy:
    """A copy whose environment was made, through the stand-in for uv."""
    assert copy.with_uv().run().code == 0
    return copy


# --- too old a Python


def old_python(version: str) -> str:
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    found = [shutil.which(f"python{version}"), *map(str, pyenv.glob(f"{version}.*/bin/python{version}"))]
    for python in filter(None, found):
        if subprocess.run([python, "-c", ""], capture_output=True).returncode == 0:
            return python
    pytest.skip(f"there is no Python {version} on this machine")


@pytest.mark.parametrize("version", OLD_PYTHONS)
def test_a_python_too_old_says_so_and_names_the_one_to_take(copy: Copy, version: str) -> None:
    copy.program("python3", "#!/bin/sh\nexit 127\n")  # as pyenv's stand-ins do
    copy.program("python3.12", f'#!/bin/sh\nexec {BASE} "$@"\n')
    run = copy.run("check", "3", python=old_python(version), PYTHONPATH=None)
    assert run.code == 1
    assert run.said.startswith(f"The workshop needs Python 3.11 or newer; this is Python {version}.")
    assert run.said.endswith("Found python3.12 on this machine: run `python3.12 -m workshop check 3`\n")


@pytest.mark.parametrize("version", ["2.7", "3.10"])
def test_a_python_too_old_with_no_newer_one_says_where_to_get_one(copy: Copy, version: str) -> None:
    run = copy.run(python=old_python(version), PYTHONPATH=None)
    assert run.code == 1
    assert "Install a newer one from https://www.python.org/downloads/ and run `python3.14 -m workshop`" in run.said


# --- the first start and the second


def test_the_first_start_makes_the_environment_and_goes_on_in_it(copy: Copy) -> None:
    run = copy.with_uv().run("check", "3", "fail")
    assert run.code == 3, "the exit code of the command line is kept"
    assert run.seen["args"] == ["check", "3", "fail"]
    assert run.seen["prefix"] == str(copy.venv)
    assert run.seen["tiny"] == "1.0"
    assert "Setting up .venv, this first time only: 1 package from requirements.txt." in run.said
    assert ".venv is ready" in run.said
    assert copy.uv_calls()[-1]["args"].count("--require-hashes") == 1


def test_the_second_start_says_and_installs_nothing(ready: Copy) -> None:
    run = ready.run("map")
    assert run.said == ""
    assert run.seen["prefix"] == str(ready.venv)
    assert ready.uv_installs() == 1


def test_the_command_line_may_write_bytecode_and_sees_no_trace_of_the_hand_over(ready: Copy) -> None:
    seen = ready.run().seen
    assert not seen["dont_write"]
    assert not {"PYTHONDONTWRITEBYTECODE", "WORKSHOP_HANDED_OVER"} & set(seen["variables"])


def test_the_second_start_imports_nothing_heavy(ready: Copy) -> None:
    heavy = {"re", "ast", "pathlib", "subprocess", "dataclasses", "importlib.metadata", "tempfile", "typing", "pip"}
    imported = set(ready.run(python=ready.venv_python).seen["modules"])
    assert "workshop.environment.pins" in imported
    assert not imported & heavy


@pytest.mark.parametrize("path", ["{root}/workshop", "repo/workshop"])
def test_it_can_be_started_by_path_from_anywhere(ready: Copy, path: str) -> None:
    run = ready.run("x", by=[path.format(root=ready.root)], cwd=ready.root.parent)
    assert run.seen["args"] == ["x"]
    assert run.seen["path"][0] == str(ready.root)
    assert str(ready.root / "workshop") not in run.seen["path"], "there its modules would shadow others' (notebook)"


def test_a_path_with_spaces_and_other_letters(tmp_path: Path, wheels: Path) -> None:
    copy = Copy(tmp_path / "Übung für Ωmega 微服务", wheels).with_uv()
    assert copy.run().seen["prefix"] == str(copy.venv)
    imported = [copy.venv_python, "-c", "import workshop; print(ascii(workshop.__file__))"]
    found = subprocess.run(imported, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert found.strip() == ascii(str(copy.root / "workshop" / "__init__.py")), "notebooks can import workshop"


def test_another_place_for_the_environment(tmp_path: Path, wheels: Path) -> None:
    copy = Copy(tmp_path / "Übung", wheels).with_uv()
    elsewhere = tmp_path / "new" / "environment"
    assert copy.run(WORKSHOP_VENV=str(elsewhere)).seen["prefix"] == str(elsewhere)
    assert not copy.venv.exists()
    imported = [str(elsewhere / "bin" / "python"), "-c", "import workshop"]
    assert subprocess.run(imported, cwd=tmp_path).returncode == 0


def test_an_interpreter_that_has_the_requirements_is_used_as_it_is(tmp_path: Path, copy: Copy, ready: Copy) -> None:
    other = tmp_path / "container"
    ready.venv.rename(other)
    run = copy.run(python=other / "bin" / "python")
    assert run.seen["prefix"] == str(other)
    assert not copy.venv.exists()


def test_an_interpreter_with_another_version_of_them_is_not(tmp_path: Path, ready: Copy) -> None:
    other = tmp_path / "container"
    ready.venv.rename(other)
    ready.require("2.10")
    run = ready.run(python=other / "bin" / "python")
    assert run.seen["prefix"] == str(ready.venv)
    assert run.seen["tiny"] == "2.10"


# --- uv and pip


@needs_pip
def test_without_uv_pip_installs(copy: Copy) -> None:
    run = copy.run(HIDE="")
    assert run.seen["tiny"] == "1.0"


@needs_pip
def test_uv_is_fetched_as_the_pinned_wheel(copy: Copy) -> None:
    copy.require_uv(sha256(copy.wheels / "uv-9.9-py3-none-any.whl"))
    run = copy.run(HIDE="", FAKE_UV_LOG=str(copy.programs / "uv.log"))
    assert run.seen["tiny"] == "1.0"
    assert copy.uv_installs() == 1
    assert [path.name for path in (copy.root / ".workshop" / "tools").iterdir()] == ["uv-9.9"]


@needs_pip
def test_a_uv_with_another_hash_is_not_taken(copy: Copy) -> None:
    copy.require_uv("--hash=sha256:" + "0" * 64)
    run = copy.run(HIDE="", FAKE_UV_LOG=str(copy.programs / "uv.log"))
    assert run.seen["tiny"] == "1.0", "pip does it instead"
    assert copy.uv_calls() == []


def test_the_real_uv_installs_with_hashes(copy: Copy) -> None:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if not uv or subprocess.run([uv, "--version"], capture_output=True).returncode != 0:
        pytest.skip("uv is not installed")
    copy.program("uv", f'#!/bin/sh\nexec {shlex.quote(uv)} "$@"\n')
    run = copy.run(UV_CACHE_DIR=str(copy.home / "cache"), UV_NO_CONFIG="1")
    assert run.seen["tiny"] == "1.0"
    assert "going on with" not in run.said
    assert list(copy.site_packages.glob("__pycache__/tiny.*.pyc")), "it compiles, so that starts are quick"


@needs_pip
def test_when_uv_fails_one_line_says_so_and_pip_goes_on(copy: Copy) -> None:
    run = copy.with_uv().run(HIDE="", FAKE_UV_FAIL="error: uv has a bad day")
    assert "uv could not install them (error: uv has a bad day); going on with pip." in run.said.splitlines()
    assert run.seen["tiny"] == "1.0"


@needs_pip
def test_uv_is_told_what_pip_has_been_told(copy: Copy) -> None:
    settings = copy.home / "pip.conf"
    settings.write_text(
        "[global]\nindex-url = https://name:secret@mirror.example/simple\nproxy = http://proxy.example:3128\n"
        "trusted-host = mirror.example other.example\ncert = /etc/mirror.pem\ntimeout = 7\n"
        "extra-index-url =\n    https://one.example/simple\n    https://two.example/simple\n"
        "[install]\nindex-url = https://name:secret@install.example/simple\n"
    )
    variables = {"PIP_CONFIG_FILE": str(settings), "PIP_NO_INDEX": "no", "PIP_TIMEOUT": "9", "UV_INSECURE_HOST": "mine"}
    run = copy.with_uv().run(HIDE="", **variables)
    assert run.code == 0
    told = copy.uv_calls()[-1]["told"]
    assert told["UV_DEFAULT_INDEX"] == "https://name:secret@install.example/simple", "[install] goes before [global]"
    assert told["UV_EXTRA_INDEX_URL"] == "https://one.example/simple https://two.example/simple"
    assert told["UV_FIND_LINKS"] == str(copy.wheels)
    assert told["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert told["UV_HTTP_TIMEOUT"] == "9", "a variable goes before the file"
    assert told["UV_INSECURE_HOST"] == "mine", "what uv was told itself stays"
    assert told["SSL_CERT_FILE"] == "/etc/mirror.pem"
    assert told["HTTPS_PROXY"] == told["HTTP_PROXY"] == told["ALL_PROXY"] == "http://proxy.example:3128"
    assert "secret" not in run.said + run.printed


def test_pip_variables_are_known_without_a_pip_too(copy: Copy) -> None:
    copy.with_uv().run(PIP_INDEX_URL="https://mirror.example/simple")
    call = copy.uv_calls()[-1]
    assert call["told"]["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert "--no-index" in call["args"]


def test_without_a_venv_module_uv_does_it(copy: Copy) -> None:
    assert copy.with_uv().run(HIDE="venv,ensurepip,pip").seen["tiny"] == "1.0"


def test_with_venv_but_no_pip_the_environment_gets_one(copy: Copy) -> None:
    if subprocess.run([BASE, "-c", "import ensurepip"], capture_output=True).returncode != 0:
        pytest.skip(f"{BASE} has no ensurepip")
    assert copy.run(HIDE="pip", HIDE_IN_VENVS=None).seen["tiny"] == "1.0"


@pytest.mark.parametrize("hidden", ["pip,ensurepip", "pip,ensurepip,venv"])
def test_with_no_pip_and_no_venv_it_says_what_to_install(copy: Copy, hidden: str) -> None:
    run = copy.run(HIDE=hidden)
    assert run.code == 1
    assert "has neither pip nor venv" in run.said
    assert "sudo apt install python3-venv" in run.said


# --- what can go wrong outside


@needs_pip
def test_without_a_network_it_names_the_index_and_the_cure_but_no_password(copy: Copy) -> None:
    offline = {"PIP_INDEX_URL": NO_INDEX_THERE, "PIP_NO_INDEX": None, "PIP_FIND_LINKS": None, "PIP_RETRIES": "1"}
    run = copy.run(HIDE="", **offline)
    assert run.code == 1
    assert "The package index http://***@127.0.0.1:9/simple cannot be reached. Check the network" in run.said
    assert "secret" not in run.said
    assert copy.with_uv().run().seen["tiny"] == "1.0", "the next run finishes, once there is a network"


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: failed to write\n  cause: No space left on device (os error 28)", "The disk is full"),
        ("error: Hash mismatch for `flask==3.1.3`", "its hash differs"),
        ("error: Failed to fetch: `x`\n  cause: invalid peer certificate: UnknownIssuer", "is not trusted here"),
        ("error: HTTP status client error (403 Forbidden) for url (x)", "refuses access"),
        ("  cause: Because a==1 has no usable wheels and you require a==1", "has no ready-made package for Python"),
        ("error: something nobody has seen before", "error: something nobody has seen before"),
    ],
)
def test_the_message_names_the_cause(copy: Copy, output: str, sentence: str) -> None:
    run = copy.with_uv().run(FAKE_UV_FAIL=output)
    assert run.code == 1
    assert sentence in run.said
    assert "Then run the same command again." in run.said


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine can reach, as pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def as_learner() -> tuple[str, dict[str, object]]:
    """A Python for a user whom permissions bind, and the options that make Popen start it as one."""
    if os.geteuid() != 0:
        return BASE, {}
    nobody: dict[str, object] = {"user": 65534, "group": 65534, "extra_groups": []}
    probe = f"import sys; sys.exit(sys.version_info < {(3, 11)})"
    for python in filter(None, [BASE, shutil.which("python3", path="/usr/local/bin:/usr/bin")]):
        try:
            if subprocess.run([python, "-c", probe], **nobody).returncode == 0:  # type: ignore[call-overload]
                return python, nobody
        except PermissionError:
            continue
    pytest.skip("no Python from 3.11 on that an unprivileged user may start")


def test_a_read_only_folder_says_so_and_another_place_is_the_cure(open_folder: Path, wheels: Path) -> None:
    python, learner = as_learner()
    shutil.copytree(wheels, open_folder / "wheels").chmod(0o755)
    copy = Copy(open_folder / "repo", open_folder / "wheels", python=python).with_uv()
    copy.programs.chmod(0o777)
    (open_folder / "mine").mkdir()
    (open_folder / "mine").chmod(0o777)
    copy.root.chmod(0o555)
    run = copy.run(**learner)
    assert run.code == 1
    assert f"{copy.venv} cannot be written" in run.said.replace(f"{copy.venv}/.workshop", str(copy.venv))
    assert "set WORKSHOP_VENV to a folder you may write" in run.said
    mine = open_folder / "mine" / "venv"
    assert copy.run(WORKSHOP_VENV=str(mine), **learner).seen["prefix"] == str(mine)


@pytest.mark.parametrize("name", ["requirements.in", "requirements.txt", "requirements-dev.txt"])
def test_a_requirements_file_that_is_missing(copy: Copy, name: str) -> None:
    (copy.root / name).unlink()
    run = copy.run()
    assert run.code == 1
    assert f"{name} is missing: get a complete copy of the workshop." in run.said


# --- what can be wrong inside


def script(text: str) -> Callable[[Copy], None]:
    """Puts a shell script in the place of the environment's Python."""

    def put(copy: Copy) -> None:
        python = copy.venv / "bin" / "python"
        python.unlink()
        python.write_text(f"#!/bin/sh\n{text}\n")
        python.chmod(0o755)

    return put


BROKEN: dict[str, Callable[[Copy], None]] = {
    "its Python is missing": lambda copy: (copy.venv / "bin" / "python").unlink(),
    "its Python does not start": script("exit 1"),
    "its Python is 3.9, too old": script("echo 3 9; echo x"),
    "its Python belongs to another environment": script(f'exec {BASE} "$@"'),
    "the last set-up did not finish": lambda copy: (copy.venv / ".workshop" / "requirements.txt").unlink(),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_environment_is_made_anew_and_it_says_why(ready: Copy, fault: str) -> None:
    BROKEN[fault](ready)
    run = ready.run()
    assert f"Making .venv anew because {fault}: 1 package" in run.said
    assert run.seen["tiny"] == "1.0"
    assert ready.run().said == ""


def test_a_folder_that_was_moved(ready: Copy) -> None:
    moved = ready.root.with_name("moved")
    ready.root.rename(moved)
    run = ready.run(cwd=moved)
    assert "because the folder has been moved" in run.said
    assert run.seen["prefix"] == str(moved / ".venv")


@pytest.mark.parametrize("half", ["nothing", "no python", "by hand"])
def test_a_half_made_environment_of_the_learner(copy: Copy, half: str) -> None:
    copy.venv.mkdir()
    if half == "no python":
        (copy.venv / "pyvenv.cfg").write_text("home = /nowhere\n")
    if half == "by hand":
        subprocess.run([BASE, "-m", "venv", "--without-pip", str(copy.venv)], check=True)
    assert copy.with_uv().run().seen["tiny"] == "1.0"
    assert [path.name for path in copy.root.glob(".venv*")] == [".venv"] or not list(copy.root.glob(".venv.bak*"))


def test_an_environment_of_somebody_else_is_kept(copy: Copy) -> None:
    subprocess.run([BASE, "-m", "venv", "--without-pip", str(copy.venv)], check=True)
    (copy.site_packages / "pandas-3.0.dist-info").mkdir()
    run = copy.with_uv().run()
    assert "There is a .venv already, but it holds packages of something else (pandas)." in run.said
    assert "It is kept as .venv.bak-1" in run.said
    assert run.seen["prefix"] == str(copy.venv)
    assert list((copy.root / ".venv.bak-1").glob("lib/*/site-packages/pandas-3.0.dist-info"))


def test_changed_requirements_are_installed_into_the_environment_that_is_there(ready: Copy) -> None:
    (ready.site_packages / "learners_own.py").touch()
    ready.require("2.10")
    run = ready.run()
    assert "Updating .venv because the requirements have changed" in run.said
    assert run.seen["tiny"] == "2.10"
    assert (ready.site_packages / "learners_own.py").exists()


def test_a_failed_update_leaves_the_environment_as_it_was(ready: Copy) -> None:
    ready.require("2.10")
    assert ready.run(FAKE_UV_FAIL="error: dns error").code == 1
    ready.require("1.0")
    run = ready.run()
    assert run.said == ""
    assert run.seen["tiny"] == "1.0"


@pytest.mark.parametrize("inside", [True, False])
def test_a_package_the_learner_removed_comes_back(ready: Copy, inside: bool) -> None:
    next(ready.site_packages.glob("tiny-*.dist-info")).rename(ready.site_packages / "gone")
    (ready.site_packages / "tiny.py").unlink()
    run = ready.run(python=ready.venv_python if inside else BASE)
    assert run.seen["tiny"] == "1.0"
    assert run.seen["prefix"] == str(ready.venv)


# --- interrupted, and two at once


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """A pipe at which an installation stops half-way until the test opens it."""
    path = tmp_path / "gate"
    os.mkfifo(path)
    return path


@pytest.mark.parametrize("version", ["1.0", "2.10"])  # set up from nothing, and an update
def test_a_killed_set_up_is_finished_by_the_next_run(copy: Copy, gate: Path, version: str) -> None:
    copy.with_uv()
    if version != "1.0":
        assert copy.run().code == 0
        copy.require(version)
    first = copy.start(FAKE_UV_GATE=str(gate))
    with gate.open("w"):  # opens when the installation has come this far
        first.kill()
        first.communicate()
        second = copy.start()
        assert second.stderr is not None
        waiting = second.stderr.readline()  # uv outlives its parent: nobody may build where it still writes
    assert waiting.startswith("Another run is setting up the workshop; waiting")
    run = ended(second)
    assert "Making .venv anew because the last set-up did not finish" in run.said
    assert run.seen["tiny"] == version
    assert not (copy.site_packages / "half_a_package.py").exists()


def test_ctrl_c_stops_the_set_up_and_the_next_run_finishes_it(copy: Copy, gate: Path) -> None:
    first = copy.with_uv().start(FAKE_UV_GATE=str(gate))
    with gate.open("w"):
        first.send_signal(signal.SIGINT)
        run = ended(first)
        assert run.code == 130
        assert run.said.endswith("Stopped. The next run goes on with the set-up.\n")
        second = copy.start()
        assert second.stderr is not None
        assert "the last set-up did not finish" in second.stderr.readline(), "it has ended uv, and waits for nobody"
    assert ended(second).seen["tiny"] == "1.0"


def test_of_two_runs_at_once_the_second_waits_for_the_first(copy: Copy, gate: Path) -> None:
    first = copy.with_uv().start("one", FAKE_UV_GATE=str(gate))
    with gate.open("w"):
        second = copy.start("two")
        assert second.stderr is not None
        assert "waiting for it to finish" in second.stderr.readline()
    assert ended(first).seen["args"] == ["one"]
    assert ended(second).seen["args"] == ["two"]
    assert copy.uv_installs() == 1


# --- for development


def test_what_the_repositorys_own_tests_need_is_installed_once(ready: Copy) -> None:
    first = ready.run("test")
    assert first.seen["tiny_dev"] == "1.0"
    assert "requirements-dev.txt" in first.said
    assert ready.run("test").said == ""
    assert ready.run().said == "", "and the environment stays ready"
    assert ready.uv_installs() == 2


def test_without_a_network_it_says_so_and_the_workshop_still_starts(ready: Copy) -> None:
    run = ready.run("test", FAKE_UV_FAIL="error: dns error")
    assert run.code == 1
    assert run.said.partition("DevelopmentSetupError: ")[2].startswith("The package index")
    assert ready.run().said == ""


def test_in_a_container_it_goes_into_the_interpreter_that_runs(tmp_path: Path, ready: Copy) -> None:
    container = tmp_path / "container"
    ready.venv.rename(container)
    python = container / "bin" / "python"
    assert ready.run("test", python=python).seen["tiny_dev"] == "1.0"
    assert ready.run("test", python=python).said == ""
    assert not ready.venv.exists()


def test_doctor_is_told_the_state(ready: Copy) -> None:
    seen = ready.run("doctor").seen
    assert (seen["in_venv"], seen["stamp_valid"], seen["dev_stamp_valid"]) == (True, True, False)
    assert seen["missing"] == seen["mismatched"] == []


def test_doctor_is_told_what_is_missing_or_of_another_version(tmp_path: Path, ready: Copy) -> None:
    container = tmp_path / "container"
    ready.venv.rename(container)
    with (ready.root / "requirements.txt").open("a") as file:  # not asked for by name, so the interpreter is used
        file.write("other==5\nthird==2\n")
    make_wheel(tmp_path, "third", "1", {})
    shutil.unpack_archive(
        tmp_path / "third-1-py3-none-any.whl", next(container.glob("lib/*/site-packages")), format="zip"
    )
    seen = ready.run("doctor", python=container / "bin" / "python").seen
    assert (seen["in_venv"], seen["stamp_valid"]) == (False, False)
    assert seen["missing"] == ["other==5"]
    assert seen["mismatched"] == ["third==2, found 1"]


# --- parts that only some machines use


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ("", True),
        (f"sys_platform == '{sys.platform}'", True),
        ("sys_platform == 'nowhere'", False),
        ("python_full_version >= '3.9'", True),
        ("python_full_version < '3.11'", False),
        ("sys_platform == 'nowhere' or (os_name == 'posix' and implementation_name != 'PyPy')", True),
        ("(sys_platform == 'nowhere' or os_name == 'posix') and sys_platform == 'nowhere'", False),
    ],
)
def test_markers(marker: str, expected: bool) -> None:
    assert markers.holds(marker) is expected


def test_a_marker_it_cannot_read_is_an_error() -> None:
    with pytest.raises(ValueError, match="extra"):
        markers.holds("extra == 'x'")


def test_the_hand_over_of_windows_keeps_the_exit_code_and_leaves_ctrl_c_to_the_child() -> None:
    child = "import os, signal; os.killpg(0, signal.SIGINT); signal.pause()"
    child = f"import signal, sys; signal.signal(signal.SIGINT, lambda *_: sys.exit(7)); {child}"
    parent = "import os, sys; from workshop.environment import handover; "
    parent += f"sys.exit(handover.run_as_child([sys.executable, '-c', {child!r}], dict(os.environ)))"
    assert subprocess.run([sys.executable, "-c", parent], cwd=ROOT, start_new_session=True, timeout=30).returncode == 7


def test_passwords_are_hidden() -> None:
    assert commands.without_passwords("see https://name:p@ss@host/simple") == "see https://***@host/simple"


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_pins_name_nothing_of_the_machine_they_were_made_on(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text()
    assert not re.findall(r"://|index|find-links|file:|(?<![\w.-])/\w+", text)
    pinned = pins.read_pins(str(ROOT / f"{name}.txt"))
    assert pins.read_names(str(ROOT / f"{name}.in")) <= {pin.name for pin in pinned}
    entries = re.findall(r"^\S+==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(entries) == len(pinned)
    assert all("--hash=sha256:" in entry for entry in entries)
    for pin in pinned:
        markers.holds(pin.marker)  # each can be read


def test_both_requirements_files_agree() -> None:
    pinned = {str(pin) for pin in pins.read_pins(str(ROOT / "requirements.txt"))}
    names = {pin.partition("==")[0] for pin in pinned}
    assert {str(pin) for pin in pins.read_pins(str(ROOT / "requirements-dev.txt")) if pin.name in names} <= pinned
