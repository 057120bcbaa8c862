"""What lesson 13's image weighs, layer by layer, and how long one waits for it: to build it again, and to stop it.

    python3 benchmarks/image.py [--service books] [--tree solutions] [--rounds 3]

Asked: 200 MB or less over its base, 3 s or less after a change of code, 2 s or less to stop with nothing to do.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HANDED_ON = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
HISTORY = ("history", "--no-trunc", "--human=false", "--format", "{{.Size}}\t{{.CreatedBy}}")
MB = 1_000_000
PATIENCE = 30.0


def docker(*words: str, folder: Path | None = None) -> str:
    """What `docker WORDS` prints; raises CalledProcessError."""
    env = {**os.environ, "DOCKER_BUILDKIT": "1"}
    command = ["docker", *words]
    return subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, text=True).stdout.strip()


def build(folder: Path, service: str, tag: str) -> float:
    """Build the image; the seconds that took."""
    handed_on = [word for name in HANDED_ON if os.environ.get(name) for word in ("--build-arg", name)]
    began = time.perf_counter()
    docker("build", *handed_on, "--build-arg", f"SERVICE={service}", "--tag", tag, ".", folder=folder)
    return time.perf_counter() - began


def layers(tag: str) -> list[tuple[int, str]]:
    """Bytes of each layer and what made it, the oldest first."""
    lines = [line.partition("\t") for line in docker(*HISTORY, tag).splitlines()]
    return [(int(size), made_by) for size, _, made_by in reversed(lines)]


def rebuilt(folder: Path, service: str, tag: str) -> float:
    """The seconds that a build takes after a change of code."""
    with (folder / service / "app.py").open("a", encoding="utf-8") as file:
        file.write(f"\n# {time.time_ns()}\n")
    return build(folder, service, tag)


def stopped(tag: str) -> float:
    """The seconds from `docker stop` to the end of a container that answers and has nothing to do."""
    given = {"DATABASE_URL": "postgresql://nobody@127.0.0.1/none", "API_KEYS_FILE": "books/api_keys.json"}
    env = [word for name, value in given.items() for word in ("--env", f"{name}={value}")]
    name = docker("run", "--detach", *env, tag)
    try:
        deadline = time.perf_counter() + PATIENCE
        while subprocess.run(
            ["docker", "exec", name, "python", "healthy.py"], capture_output=True, check=False
        ).returncode:
            if time.perf_counter() > deadline:
                sys.exit(f"the container does not answer: {docker('logs', name)}")
        began = time.perf_counter()
        docker("stop", name)
        return time.perf_counter() - began
    finally:
        docker("rm", "--force", "--volumes", name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--service", default="books")
    parser.add_argument("--tree", default="solutions")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    tag = f"benchmark-image-{os.getpid()}"
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(shutil.copytree(ROOT / chosen.tree / "13-docker", Path(parent, "service")))
        base = (folder / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2].split()[0]
        try:
            print(f"first build (packages may be cached)   {build(folder, chosen.service, tag):6.1f} s")
            own = layers(tag)[len(layers(base)) :]
            for size, made_by in own:
                print(f"{size / MB:8.1f} MB  {made_by[:100]}")
            print(f"{sum(size for size, _ in own) / MB:8.1f} MB  over {base}")
            again = [rebuilt(folder, chosen.service, tag) for _ in range(chosen.rounds)]
            print(f"after a change of code   median {statistics.median(again):6.1f} s")
            ends = [stopped(tag) for _ in range(chosen.rounds)]
            print(f"stop with nothing to do  median {statistics.median(ends):6.1f} s")
        except subprocess.CalledProcessError as error:
            sys.exit(f"{error}\n{error.stderr}")
        finally:
            subprocess.run(["docker", "rmi", "--force", tag], capture_output=True, check=False)


if __name__ == "__main__":
    main()
