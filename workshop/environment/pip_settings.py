"""What pip has been told (index, mirror, proxy, certificate), handed on to uv, which does not read pip.conf.

pip: https://pip.pypa.io/en/stable/topics/configuration/, uv: https://docs.astral.sh/uv/reference/environment/.
"""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Mapping, Sequence

DEFAULT_INDEX = "https://pypi.org/simple"
SECTIONS = ("global", "install")  # the later one wins, and the environment over both


def read(pip: Sequence[str] | None, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """pip's settings for `pip install` by their long names, such as index-url.

    pip is the command that runs it; without one only the PIP_* variables are known.
    """
    settings = {}
    listed = _listed(pip) if pip else {}
    for section in SECTIONS:
        for key, value in listed.items():
            where, _, option = key.partition(".")
            if where == section:
                settings[option] = value
    for name, value in environ.items():
        if name.startswith("PIP_") and value:
            settings[name.removeprefix("PIP_").lower().replace("_", "-")] = value
    if "default-timeout" in settings:
        settings.setdefault("timeout", settings["default-timeout"])
    return settings


def _listed(pip: Sequence[str]) -> dict[str, str]:
    """What `pip config list` prints, one key='value' a line."""
    try:
        shown = subprocess.run([*pip, "config", "list"], capture_output=True, encoding="utf-8", errors="replace")
    except OSError:
        return {}
    listed = {}
    for line in shown.stdout.splitlines():
        key, equals, value = line.partition("=")
        if equals:
            try:
                listed[key] = str(ast.literal_eval(value))
            except (SyntaxError, ValueError):
                continue
    return listed


def for_uv(settings: Mapping[str, str], environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that tell uv what pip was told; what the learner has told uv itself stays."""
    told = {"UV_INDEX_STRATEGY": "unsafe-best-match"}  # as pip: the best version of all the indexes
    plain = {
        "UV_DEFAULT_INDEX": "index-url",
        "UV_HTTP_TIMEOUT": "timeout",
        "UV_HTTP_RETRIES": "retries",
        "SSL_CLIENT_CERT": "client-cert",
    }
    lists = {
        "UV_EXTRA_INDEX_URL": ("extra-index-url", " "),
        "UV_FIND_LINKS": ("find-links", ","),
        "UV_INSECURE_HOST": ("trusted-host", " "),
    }
    told |= {name: settings[option] for name, option in plain.items() if option in settings}
    told |= {
        name: separator.join(settings[option].split())
        for name, (option, separator) in lists.items()
        if option in settings
    }
    if "UV_INDEX_URL" in environ or "UV_INDEX" in environ:
        told.pop("UV_DEFAULT_INDEX", None)
    told = {name: value for name, value in told.items() if name not in environ}
    if "cert" in settings:
        told["SSL_CERT_FILE"] = settings["cert"]  # the one pip was given goes before the general one
    if "proxy" in settings:
        told |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), settings["proxy"])
    return told


def forbids_index(settings: Mapping[str, str]) -> bool:
    """Whether pip was told to use no index at all, only find-links."""
    return settings.get("no-index", "").lower() in ("1", "true", "yes", "on")


def index(settings: Mapping[str, str]) -> str:
    """The address of the index pip asks first."""
    return settings.get("index-url", DEFAULT_INDEX)
