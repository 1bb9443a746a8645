"""Starts a module of this project as a process of its own, connected by pipes."""

import os
import subprocess
import sys
from pathlib import Path


def start_module(name: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """A process that runs the module; what it says on standard error is thrown away.

    It finds the project wherever this process found it, and the keyboard's Ctrl+C does not reach it.
    """
    package_folder = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, (package_folder, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", "-m", name, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": path},
        process_group=0,
    )
