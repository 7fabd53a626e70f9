"""Expected values for tests/selection: every subset fitted by plain Newton in numpy (version in expected.json)."""
import itertools, json, platform
import numpy as np

rng = np.random.default_rng(7)
n, widths = 300, [1, 1, 2, 1, 3, 1, 1]
blocks, levels = [], []
base = rng.normal(0, 1, n)
for w in widths:
    if w == 1:
        blocks.append(np.round(0.6 * base + rng.normal(0, 1, n), 2)[:, None]); levels.append(None)
    else:
        code = rng.integers(0, w + 1, n); levels.append(code.tolist())
        blocks.append(np.column_stack([(code == k + 1).astype(float) for k in range(w)]))
eta = 0.3 * blocks[0][:, 0] - 0.5 * blocks[1][:, 0] + 0.4 * blocks[2][:, 0] + 0.5 * blocks[4][:, 2] + 0.2 * blocks[5][:, 0]
y = (rng.uniform(0, 1, n) < 1 / (1 + np.exp(-eta + 0.8))).astype(int)


def loglik(cols):
    X = np.column_stack([np.ones(n)] + [blocks[c] for c in cols])
    b = np.zeros(X.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-X @ b)); w = p * (1 - p)
        b = b + np.linalg.solve(X.T @ (X * w[:, None]), X.T @ (y - p))
    e = X @ b
    return float(np.sum(y * e - np.logaddexp(0, e))), X.shape[1] - 1


sizes = {}
for k in range(1, 8):
    rows = []
    for s in itertools.combinations(range(7), k):
        ll, cols = loglik(s)
        rows.append({'set': list(s), 'loglik': ll, 'columns': cols, 'bic': ll - 0.5 * np.log(n) * cols})
    sizes[k] = rows
json.dump({'tools': {'python': platform.python_version(), 'numpy': np.__version__}, 'widths': widths, 'y': y.tolist(),
           'values': [None if l else b[:, 0].tolist() for b, l in zip(blocks, levels)], 'levels': levels, 'sizes': sizes}, open('expected.json', 'w'))
