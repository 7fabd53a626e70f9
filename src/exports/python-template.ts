/** Text of a generated Python scorer: Python 3.8 or later, its own library only. The same steps as the TypeScript one. */
export const PYTHON_TEXT = String.raw`
MODEL = json.loads(
    _TEXT,
    parse_int=float,
)
MODEL_ID = MODEL["modelId"]
INPUTS = [(m["name"], m.get("column", m["name"])) for m in MODEL["inputs"]]
_RULES = ["missing", "not-applicable", "special-code", "unreadable", "wrong-type", "not-finite", "not-an-integer", "out-of-range", "not-in-values", "unseen-category"]


def _scale(k):
    return math.ldexp(1.0, k)


def _exp(x):
    """e^x by the steps of fdlibm 5.3 (Sun Microsystems, 1993): the same bits on every machine."""
    if x > 709.782712893384:
        return math.inf
    if x < -745.1332191019411:
        return 0.0
    size = abs(x)
    if size < 3.725290298461914e-09:
        return 1.0 + x
    k, high, low = 0, 0.0, 0.0
    if size >= 0.3465735912322998:
        if size < 1.0397205352783203:
            if x == 1.0:
                return 2.718281828459045
            k = -1 if x < 0 else 1
        else:
            k = int(1.4426950408889634 * x + (-0.5 if x < 0 else 0.5))
        high = x - k * 0.6931471803691238
        low = k * 1.9082149292705877e-10
        x = high - low
    t = x * x
    c = x - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))))
    if k == 0:
        return 1.0 - ((x * c) / (c - 2.0) - x)
    y = 1.0 - (low - (x * c) / (2.0 - c) - high)
    if k < -1021:
        return y * _scale(k + 1000) * _scale(-1000)
    return y * 2.0 * _scale(1023) if k > 1023 else y * _scale(k)


def _log1p(x):
    """ln(1 + x) for x > 0 by the steps of fdlibm 5.3."""
    if x < 5.551115123125783e-17:
        return x
    if x < 1.862645149230957e-09:
        return x - x * x * 0.5
    k, f, c, near = 0, x, 0.0, False
    if x >= 0.4142136573791504:
        whole = x < 9007199254740992.0
        u = 1.0 + x if whole else x
        k = math.frexp(u)[1] - 1
        if whole:
            c = (1.0 - (u - x) if k > 0 else x - (u - 1.0)) / u
        u = u / _scale(k)
        near = u < 1.00000095367431640625 or u >= 1.99999713897705078125
        if u >= 1.4142131805419922:
            k += 1
            u = u / 2.0
        f = u - 1.0
    half = 0.5 * f * f
    if near:
        if f == 0.0:
            return 0.0 if k == 0 else k * 0.6931471803691238 + (c + k * 1.9082149292705877e-10)
        r = half * (1.0 - 0.6666666666666666 * f)
        return f - r if k == 0 else k * 0.6931471803691238 - (r - (k * 1.9082149292705877e-10 + c) - f)
    s = f / (2.0 + f)
    z = s * s
    r = z * (0.6666666666666735 + z * (0.3999999999940942 + z * (0.2857142874366239 + z * (0.22222198432149784 + z * (0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586))))))
    if k == 0:
        return f - (half - s * (half + r))
    return k * 0.6931471803691238 - (half - (s * (half + r) + (k * 1.9082149292705877e-10 + c)) - f)


def _softplus(x):
    if x <= -37:
        return _exp(x)
    if x <= 18:
        return _log1p(_exp(x))
    return x + _exp(-x) if x <= 33.3 else x


def _logistic(x):
    if x >= 0:
        return 1.0 / (1.0 + _exp(-x))
    e = _exp(x)
    return e / (1.0 + e)


def _calibrate(x):
    c = MODEL["calibration"]
    kind = c["kind"]
    if kind == "none":
        return _logistic(x)
    if kind == "intercept":
        return _logistic(c["intercept"] + x)
    if kind == "platt":
        return _logistic(c["intercept"] + c["slope"] * x)
    if kind == "beta":
        return _logistic(c["intercept"] - c["low"] * _softplus(-x) + c["high"] * _softplus(x))
    knots = c["knots"]
    at = sum(1 for knot in knots if knot[0] <= x) - 1
    x0, y0 = knots[max(at, 0)]
    if at < 0 or at == len(knots) - 1:
        return y0
    x1, y1 = knots[at + 1]
    return min(y0 + (y1 - y0) * ((x - x0) / (x1 - x0)), y1)


def _days(text):
    found = re.fullmatch("([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    if found is None:
        return None
    y, m, d = (int(part) for part in found.groups())
    leap = y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)
    if not 1 <= m <= 12 or not 1 <= d <= (29 if leap else 28) + (0 if m == 2 else 3 - (m in (4, 6, 9, 11)) - leap):
        return None
    v = y if m > 2 else y - 1
    of = v % 400
    return float(v // 400 * 146097 + of * 365 + of // 4 - of // 100 + (153 * ((m + 9) % 12) + 2) // 5 + d - 1 - 719468)


def _prepare(m):
    return dict(
        m,
        missing=int(m["missing"]),
        texts={text: int(level) for text, level in m.get("texts", [])},
        codes={code: int(level) for code, level in m.get("codes", [])},
        ranks={text: float(j) for j, text in enumerate(m["ranks"])} if "ranks" in m else None,
        allowed=set(m["allowed"]) if "allowed" in m else None,
        levels={value: level for level, group in enumerate(m.get("groups", [])) for value in group},
        unseen=int(m["unseen"]) if "unseen" in m else None,
    )


_PREPARED = [_prepare(m) for m in MODEL["inputs"]]


def _number(m, v):
    if not math.isfinite(v):
        return -6
    if m["kind"] == "boolean" and v != 0 and v != 1:
        return -5
    if m.get("whole") and v != math.trunc(v):
        return -7
    if ("min" in m and v < m["min"]) or ("max" in m and v > m["max"]):
        return -8
    if m["allowed"] is not None and v not in m["allowed"]:
        return -9
    if "slope" in m:
        return 0 if abs(v * m["slope"]) <= 1e300 else -8
    if "edges" in m:
        return bisect.bisect_right(m["edges"], v)
    return m["levels"].get(v, -10 if m["unseen"] is None else m["unseen"])


def _as_text(raw):
    return ("true" if raw else "false") if isinstance(raw, bool) else raw if isinstance(raw, str) else None


def _place(m, raw):
    if raw is None:
        return m["missing"], 0.0
    number = None
    if isinstance(raw, numbers.Real) and not isinstance(raw, bool):
        try:
            number = float(raw)
        except OverflowError:
            number = math.inf
    code = m["texts"].get(_as_text(raw)) if number is None else m["codes"].get(number)
    if code is not None:
        return code, 0.0
    if m["kind"] == "text":
        if not isinstance(raw, str):
            return -5, 0.0
        level = m["levels"].get(raw)
        if level is not None:
            return level, 0.0
        if m["allowed"] is not None and raw not in m["allowed"]:
            return -9, 0.0
        return (-5 if m["unseen"] is None else m["unseen"]), 0.0
    if number is None and isinstance(raw, bool) and m["kind"] == "boolean":
        number = float(raw)
    if number is not None:
        return _number(m, number), number
    if not isinstance(raw, str) or isinstance(raw, bool):
        return -5, 0.0
    if m["ranks"] is not None:
        number = m["ranks"].get(raw)
        return (-9, 0.0) if number is None else (_number(m, number), number)
    if m["kind"] != "date":
        return -5, 0.0
    number = _days(raw)
    return (-4, 0.0) if number is None else (_number(m, number), number)


def score(row):
    """Scores one row: a mapping from input name to None, bool, number or text, dates as YYYY-MM-DD.

    A row that breaks the contract is refused, with every reason.
    """
    places = [_place(m, row.get(m["name"])) for m in _PREPARED]
    problems = [{"input": m["name"], "rule": _RULES[-1 - level]} for m, (level, _) in zip(_PREPARED, places) if level < 0]
    if problems:
        return {"kind": "refused", "problems": problems}
    total = MODEL["intercept"]
    contributions = []
    for m, (level, value) in zip(_PREPARED, places):
        contribution = 0.0 + value * m["slope"] if "slope" in m else m["weights"][level]
        contributions.append(contribution)
        total = total + contribution
    levels = [None if "slope" in m else level for m, (level, _) in zip(_PREPARED, places)]
    return {"kind": "scored", "levels": levels, "contributions": contributions, "linear_predictor": total, "probability": _calibrate(total)}


def rank(people):
    """Ranks within each list, 1 = first to be offered help; None without a score.

    people: sequence of (person, list values, linear predictor or None). Equals by the smaller SHA-256 of model id|person|list.
    """
    ranks = [None] * len(people)
    lists = {}
    for at, (person, values, predictor) in enumerate(people):
        if predictor is not None:
            key = hashlib.sha256("|".join([MODEL_ID, person, *values]).encode("utf-8")).hexdigest()
            lists.setdefault(tuple(values), []).append((-predictor, key, at))
    for places in lists.values():
        for place, (_, _, at) in enumerate(sorted(places)):
            ranks[at] = place + 1
    return ranks


if __name__ == "__main__":
    # One JSON object a line in (a row by input name), one out (its score).
    for line in sys.stdin:
        if line.strip():
            sys.stdout.write(json.dumps(score(json.loads(line))) + "\n")
`
