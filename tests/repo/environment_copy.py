"""What test_environment.py drives: copies of the workshop's set-up with one tiny requirement, and no network.

The copy's command line is a stub that tells, as JSON, where it was started and what it sees. Its
package index is a folder of wheels made here. `uv` is a stand-in of thirty lines unless a test wants the real one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BASE: str = getattr(sys, "_base_executable", None) or sys.executable  # a Python without the requirements

CLI = """
import sys
modules = sorted(sys.modules)  # what the start alone has imported
import json, os

def main():
    from workshop import environment
    seen = {"args": sys.argv[1:], "prefix": os.path.realpath(sys.prefix), "path": sys.path,
            "dont_write": sys.dont_write_bytecode, "variables": sorted(os.environ), "modules": modules}
    if "test" in sys.argv:
        try:
            environment.ensure_dev()
        except environment.SetupError as error:
            sys.exit(type(error).__name__ + ": " + str(error))
    if "doctor" in sys.argv:
        about = environment.describe()
        seen |= {name: getattr(about, name) for name in ("in_venv", "stamp_valid", "dev_stamp_valid")}
        seen |= {"missing": about.missing, "mismatched": about.mismatched}
    for name in ("tiny", "tiny_dev"):
        try:
            seen[name] = __import__(name).VERSION
        except ImportError:
            seen[name] = None
    print(json.dumps(seen))
    sys.exit(3 if "fail" in sys.argv else 0)
"""

FAKE_UV = """#!{python} -IS
import json, os, pathlib, sys, zipfile

lib = "lib/python%d.%d/site-packages" % sys.version_info[:2]
here = pathlib.Path(os.environ.get("FAKE_UV_LOG", __file__)).with_name("uv.log")
told = {{name: value for name, value in os.environ.items() if name.startswith(("UV_", "SSL_")) or "PROXY" in name}}
if "--version" not in sys.argv:
    with here.open("a") as log:
        log.write(json.dumps({{"args": sys.argv[1:], "told": told}}) + "\\n")
if "FAKE_UV_FAIL" in os.environ and "install" in sys.argv:
    sys.exit(os.environ["FAKE_UV_FAIL"])
if "venv" in sys.argv:
    venv = pathlib.Path(sys.argv[-1])
    (venv / "bin").mkdir(parents=True)
    (venv / lib).mkdir(parents=True)
    (venv / "bin" / "python").symlink_to({python!r})
    home = "home = " + os.path.dirname({python!r})
    (venv / "pyvenv.cfg").write_text(home + "\\ninclude-system-site-packages = false\\n")
if "install" in sys.argv:
    site = pathlib.Path(sys.argv[sys.argv.index("--python") + 1]).parents[1] / lib
    if "FAKE_UV_GATE" in os.environ:
        (site / "half_a_package.py").write_text("")
        with open(os.environ["FAKE_UV_GATE"]) as gate:  # waits until the test opens the other end
            gate.read()
    for line in pathlib.Path(sys.argv[sys.argv.index("-r") + 1]).read_text().splitlines():
        name, equals, version = line.rstrip(" \\\\").partition("==")
        if equals and name != "uv" and ";" not in line:
            wheel = name.replace("-", "_") + "-" + version.split()[0] + "-py3-none-any.whl"
            for old in site.glob(name.replace("-", "_") + "-*.dist-info"):
                old.rename(old.with_name("replaced-" + old.name.replace(".dist-info", "")))
            zipfile.ZipFile(pathlib.Path(os.environ["UV_FIND_LINKS"], wheel)).extractall(site)
"""

HIDE = """
import os, sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        in_base = sys.prefix == sys.base_prefix or "HIDE_IN_VENVS" in os.environ
        if in_base and name.partition(".")[0] in os.environ.get("HIDE", "").split(","):
            raise ModuleNotFoundError("No module named " + repr(name), name=name)
        return None

sys.meta_path.insert(0, Hidden())
"""


def make_wheel(folder: Path, name: str, version: str, files: Mapping[str, str]) -> Path:
    """A wheel with these files, by https://packaging.python.org/en/latest/specifications/binary-distribution-format/."""
    info = f"{name}-{version}.dist-info"
    contents = dict(files)
    contents[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    contents[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    contents[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*contents, f"{info}/RECORD"])
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in contents.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = (0o100755 if "/scripts/" in path else 0o100644) << 16
            archive.writestr(entry, text)
    return wheel


def make_wheels(folder: Path) -> Path:
    """The index of all tests: tiny 1.0 and 2.10, tiny-dev, and uv, which is the stand-in packed as a wheel."""
    for version in ("1.0", "2.10"):
        make_wheel(folder, "tiny", version, {"tiny.py": f"VERSION = {version!r}\n"})
    make_wheel(folder, "tiny_dev", "1.0", {"tiny_dev.py": "VERSION = '1.0'\n"})
    make_wheel(folder, "uv", "9.9", {"uv-9.9.data/scripts/uv": FAKE_UV.format(python=BASE)})
    return folder


def sha256(file: Path) -> str:
    return f"--hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


@dataclass
class Ended:
    """How a run ended: exit code, what it said to the learner, what its command printed."""

    code: int
    said: str
    printed: str

    @property
    def seen(self) -> dict[str, Any]:
        """What the stub command line saw; fails when it was not reached."""
        assert self.printed, f"the command line was not reached: {self.said}"
        found: dict[str, Any] = json.loads(self.printed)
        return found


@dataclass
class Copy:
    """A copy of the set-up in a folder of its own, with the environment variables its runs get."""

    root: Path
    wheels: Path
    python: str = BASE
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        package = self.root / "workshop"
        shutil.copytree(
            ROOT / "workshop" / "environment", package / "environment", ignore=shutil.ignore_patterns("__pycache__")
        )
        for name in ("__init__.py", "__main__.py"):
            shutil.copy(ROOT / "workshop" / name, package)
        (package / "cli.py").write_text(CLI)
        self.home = self.root.with_name(f"{self.root.name}-home")
        self.programs = self.home / "bin"
        self.programs.mkdir(parents=True)
        hiding = self.home / "hiding"
        hiding.mkdir()
        (hiding / "sitecustomize.py").write_text(HIDE)
        self.require("1.0")
        self.variables = {
            "HOME": str(self.home),
            "PATH": str(self.programs),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(hiding),
            "HIDE": "pip,ensurepip",  # they take seconds; tests that mean them bring them back
            "HIDE_IN_VENVS": "1",
            **self.variables,
        }

    def require(self, version: str) -> None:
        """Asks for this version of the tiny package, with its hash; and for tiny-dev and uv for development."""
        (self.root / "requirements.in").write_text("tiny  # the only one\nabsent; sys_platform == 'nowhere'\n")
        pin = f"tiny=={version} \\\n    {sha256(self.wheels / f'tiny-{version}-py3-none-any.whl')}\n"
        (self.root / "requirements.txt").write_text(pin + "absent==1.0 ; sys_platform == 'nowhere'\n")
        (self.root / "requirements-dev.in").write_text("-c requirements.txt\ntiny-dev\n")
        (self.root / "requirements-dev.txt").write_text("tiny-dev==1.0\n")

    def require_uv(self, digest: str) -> None:
        """Pins uv for development, as the repository does, so that the set-up may fetch it."""
        with (self.root / "requirements-dev.txt").open("a") as file:
            file.write(f"uv==9.9 \\\n    {digest}\n")

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def venv_python(self) -> str:
        return str(self.venv / "bin" / "python")

    @property
    def site_packages(self) -> Path:
        return next(self.venv.glob("lib/*/site-packages"))

    def program(self, name: str, text: str) -> Path:
        """Puts a program on the PATH of the runs."""
        program = self.programs / name
        program.write_text(text)
        program.chmod(0o755)
        return program

    def with_uv(self) -> Copy:
        self.program("uv", FAKE_UV.format(python=self.python))
        return self

    def uv_calls(self) -> list[dict[str, Any]]:
        """What the stand-in on the PATH was asked: its arguments, and the settings it was told."""
        log = self.programs / "uv.log"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def uv_installs(self) -> int:
        return sum("install" in call["args"] for call in self.uv_calls())

    def start(
        self, *args: str, python: str | Path | None = None, by: Sequence[str] = ("-m", "workshop"), **options: Any
    ) -> subprocess.Popen[str]:
        """Starts the program as a learner does; **options go to Popen, or are variables when in capitals."""
        variables = {name: options.pop(name) for name in list(options) if name.isupper()}
        environ = {name: value for name, value in {**self.variables, **variables}.items() if value is not None}
        return subprocess.Popen(
            [str(python or self.python), *by, *args],
            cwd=options.pop("cwd", self.root),
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            **options,
        )

    def run(self, *args: str, **options: Any) -> Ended:
        """Starts it and waits for the end."""
        return ended(self.start(*args, **options))


def ended(process: subprocess.Popen[str]) -> Ended:
    printed, said = process.communicate(timeout=60)
    assert "Traceback" not in said, said
    return Ended(process.returncode, said, printed)
