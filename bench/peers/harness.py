"""Runs the tasks of a peer script on request: one line of JSON in, one line of JSON (after "@@") out.

A task takes its arguments, loads its data (not timed) and returns a function without arguments that does the work (timed).
"""
import gc
import importlib.metadata
import json
import os
import resource
import sys
import time
from pathlib import Path


TICK = os.sysconf("SC_CLK_TCK")


def _living(process):
    """CPU seconds of the processes started by this one that still run (workers of a pool)."""
    spent = 0.0
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        for child in listed.read_text().split():
            try:
                times = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            spent += (int(times[11]) + int(times[12])) / TICK + _living(child)
    return spent


def _cpu():
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used) + _living(os.getpid())


def _plain(value):
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float) and value != value:
        return None
    return value


def serve(tasks, packages):
    """`packages`: names of distributions by task, for the versions."""
    work = None
    for line in sys.stdin:
        message = json.loads(line)
        try:
            if "open" in message:
                name = message["open"]
                work = tasks[name](**message["arguments"])
                versions = ", ".join(f"{one} {importlib.metadata.version(one)}" for one in packages[name])
                answer = {"versions": versions}
            else:
                gc.collect()
                cpu, begin = _cpu(), time.perf_counter()
                value = work()
                seconds = time.perf_counter() - begin
                answer = {"seconds": seconds, "cpu": _cpu() - cpu, "value": _plain(value)}
        except Exception as error:  # the bench names the reason
            answer = {"error": f"{type(error).__name__}: {error}", "missing": isinstance(error, ModuleNotFoundError)}
        print("\n@@" + json.dumps(answer), flush=True)
