"""Answers calls of dvc from one Python, since dvc's own start is most of what a short command costs.

A line of JSON a call: {"id", "cwd", "argv", "env"} runs dvc.cli.main(argv); {"id", "cwd", "script", "argument"} runs
answer(argument) of a file. A line of JSON an answer: {"id", "code", "stdout", "stderr"} or {"id", "answer"}. Each call
has a process of its own, because dvc keeps state, and calls may run beside each other.
"""

import fcntl
import importlib.util
import json
import os
import signal
import sys
import tempfile
import traceback

import dvc.cli
import dvc.cli.parser
import dvc.commands.add
import dvc.commands.repro
import dvc.dependency
import dvc.output
import dvc.repo
import dvc.stage.cache
import dvc.utils.strictyaml
import dvc_data.index  # noqa: F401


def main():
    door = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.stdin = open(os.devnull)
    lines = os.fdopen(os.dup(0), encoding="utf-8")
    os.dup2(sys.stdin.fileno(), 0)
    os.dup2(2, 1)
    lock = tempfile.TemporaryFile()
    for line in lines:
        if os.fork() == 0:
            lines.detach()
            serve(json.loads(line), door, lock)
        reap()
    while reap(wait=True):
        pass


def reap(wait=False):
    try:
        return any(iter(lambda: os.waitpid(-1, 0 if wait else os.WNOHANG)[0], 0))
    except ChildProcessError:
        return False


def serve(call, door, lock):
    """In a child: has another child do it, so that whatever happens to that one there is an answer."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as result:
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os._exit(perform(call, result))
        signal.signal(signal.SIGTERM, lambda *_: os.killpg(pid, signal.SIGKILL))
        status = os.waitpid(pid, 0)[1]
        code = os.waitstatus_to_exitcode(status)
        reply = {"id": call["id"], "code": code, "stdout": text(out), "stderr": text(err)}
        if "script" in call and code == 0:
            reply["answer"] = json.loads(text(result))
    fcntl.flock(lock, fcntl.LOCK_EX)
    door.write(json.dumps(reply) + "\n")
    door.flush()
    os._exit(0)


def text(file):
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def perform(call, result):
    code = 1
    try:
        os.chdir(call["cwd"])
        os.environ.update(call.get("env") or {})
        if "script" in call:
            spec = importlib.util.spec_from_file_location("script", call["script"])
            script = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(script)
            result.write(json.dumps(script.answer(call["argument"])).encode())
            result.flush()
            code = 0
        else:
            sys.argv = ["dvc", *call["argv"]]
            code = dvc.cli.main(call["argv"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return code & 255


main()
