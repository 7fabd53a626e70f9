"""Sums rounded once, by Python's math.fsum. Run: python generate.py   (writes expected.json beside this file)"""
import json
import math
import platform
import random
from pathlib import Path

random.seed(20261122)
sets = [
    [0.1] * 10,
    [1e100, 1.0, -1e100],
    [1.0, 2.0**-53, 2.0**-106],
    [],
    [random.gauss(0, 1) for _ in range(2000)],
    [random.uniform(0, 1) * 10.0 ** random.randint(-12, 12) for _ in range(2000)],
    [math.ldexp(random.uniform(-1, 1), random.randint(-300, 300)) for _ in range(500)],
]
cancelling = [random.gauss(0, 1) * 10.0 ** random.randint(0, 15) for _ in range(300)]
sets.append(cancelling + [-x * (1 + 2.0**-40) for x in reversed(cancelling)])
out = {"tool": f"math.fsum of Python {platform.python_version()}", "sets": [{"values": s, "sum": math.fsum(s)} for s in sets]}
Path(__file__).with_name("expected.json").write_text(json.dumps(out) + "\n")
