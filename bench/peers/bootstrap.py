"""Person-clustered bootstrap of AUC, recall at shares, calibration intercept and slope, vectorised over rows."""
import numpy as np
from harness import serve


class Metrics:
    """The five numbers of one resample; rows are sorted once, by falling probability."""

    def __init__(self, probability, label, person, shares):
        order = np.argsort(-probability, kind="stable")
        self.p = probability[order]
        self.x = np.log(self.p / (1 - self.p))
        self.y = label[order].astype(np.float64)
        self.person = person[order]
        self.shares = shares
        # ends of the groups of equal probability
        self.ends = np.flatnonzero(np.r_[self.p[1:] != self.p[:-1], True])

    def __call__(self, weights):
        w = weights[self.person].astype(np.float64)
        events = np.cumsum(w * self.y)[self.ends]
        rows = np.cumsum(w)[self.ends]
        others = rows - events
        all_events, all_rows = events[-1], rows[-1]
        before = np.r_[0, others[:-1]]
        own_events = np.diff(events, prepend=0)
        own_others = np.diff(others, prepend=0)
        auc = np.sum(own_events * (others[-1] - before - own_others / 2)) / (all_events * others[-1])
        recall = [self._caught(np.floor(k * all_rows + 1e-9), rows, events) / all_events for k in self.shares]
        return [auc, *recall, self._intercept(w), self._slope(w)]

    @staticmethod
    def _caught(size, rows, events):
        cut = np.searchsorted(rows, size)
        above_rows, above = (rows[cut - 1], events[cut - 1]) if cut > 0 else (0, 0)
        return above + (size - above_rows) * (events[cut] - above) / (rows[cut] - above_rows)

    def _intercept(self, w):
        a = 0.0
        for _ in range(25):
            p = 1 / (1 + np.exp(-(a + self.x)))
            step = np.sum(w * (self.y - p)) / np.sum(w * p * (1 - p))
            a += step
            if abs(step) < 1e-10:
                break
        return a

    def _slope(self, w):
        a, b = 0.0, 1.0
        for _ in range(25):
            p = 1 / (1 + np.exp(-(a + b * self.x)))
            residual, v = w * (self.y - p), w * p * (1 - p)
            vx = v * self.x
            information = np.array([[v.sum(), vx.sum()], [vx.sum(), vx @ self.x]])
            step = np.linalg.solve(information, [residual.sum(), residual @ self.x])
            a, b = a + step[0], b + step[1]
            if np.abs(step).max() < 1e-10:
                break
        return b


def numpy(probability, label, person, known, replicates, shares):
    probability, label, person = np.load(probability), np.load(label), np.load(person)
    known = np.load(known)
    people = len(known)

    def work():
        metrics = Metrics(probability, label, person, shares)
        random = np.random.default_rng(7)
        drawn = np.array(
            [metrics(np.bincount(random.integers(people, size=people), minlength=people)) for _ in range(replicates)]
        )
        return {
            "point": metrics(np.ones(people)),
            "weighted": metrics(known),
            "errors": drawn.std(axis=0, ddof=1),
        }

    return work


if __name__ == "__main__":
    serve({"numpy": numpy}, {"numpy": ["numpy"]})
