"""Runs the tasks of a peer script on request: one line of JSON in, one line of JSON (after "@@") out.

A task takes its arguments, loads its data (not timed) and returns a function without arguments that does the work (timed).
"""
import gc
import importlib.metadata
import json
import resource
import sys
import time


def _cpu():
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


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
            answer = {"error": f"{type(error).__name__}: {error}"}
        print("@@" + json.dumps(answer), flush=True)
