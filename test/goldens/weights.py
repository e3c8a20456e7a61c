"""Golden numbers for test/statistics: measures of weights, calibration and correlations by NumPy and SciPy.

Run with Debian's python3, python3-numpy and python3-scipy from the repository's root:
    python3 test/goldens/weights.py > test/goldens/weights.json
Every measure is written in another form than in the code under test where there is one (Gini as a mean of differences).
"""
import json

import numpy as np
import scipy
from scipy import optimize, special, stats

rng = np.random.default_rng(5)


def single(values):
    return [float(f"{v:.9g}") for v in np.asarray(values, dtype=np.float32).ravel().tolist()]


# --- weights ----------------------------------------------------------------------------------------------------------


def measures(name, kernel):
    w = kernel.astype(np.float32)
    inputs, units = w.shape
    x = w.astype(np.float64).ravel()
    size = np.abs(x)
    gini = np.abs(size[:, None] - size[None, :]).sum() / (2 * len(size) ** 2 * size.mean())
    groups = inputs // 4
    four = size.reshape(inputs, units)[: 4 * groups].reshape(groups, 4, units)
    nonzero = size[size > 0]
    bins = np.clip(np.ceil(np.round(10 * (np.log10(nonzero) + 8), 6)) - 1, 0, 89).astype(int)
    b, s = nonzero.mean(), np.sqrt((nonzero**2).mean())
    return {
        "name": name, "inputs": inputs, "units": units, "weights": single(w),
        "gini": gini, "excessKurtosis": stats.kurtosis(x),
        "relativeNearZeros": (size <= 1e-3 * size.max()).mean(),
        "exact": ((four == 0).sum(axis=1) >= 2).mean(), "near": ((four <= 1e-3).sum(axis=1) >= 2).mean(),
        "hoyer": (np.sqrt(len(x)) - size.sum() / np.sqrt((x**2).sum())) / (np.sqrt(len(x)) - 1),
        "histogram": np.bincount(bins, minlength=90).tolist(),
        "laplaceScale": b, "gaussSigma": s,
        # Sums of log-densities, not a closed form.
        "laplaceOverGauss": np.concatenate([stats.laplace.logpdf(nonzero, scale=b) - stats.norm.logpdf(nonzero, scale=s)]).mean(),
    }


def sparse(shape, share):
    return rng.laplace(size=shape) * (rng.random(shape) > share)


kernels = [
    measures("Gauss", rng.normal(scale=0.1, size=(9, 7))),
    measures("Laplace, shifted", rng.laplace(scale=0.05, size=(8, 5)) + 0.02),
    measures("half of it 0", sparse((11, 4), 0.5)),
    measures("nine of ten 0", sparse((12, 6), 0.9)),
    measures("sizes over many decades", 10 ** rng.uniform(-10, 2, size=(10, 5)) * rng.choice([-1, 1], size=(10, 5))),
]


# --- calibration ------------------------------------------------------------------------------------------------------


def calibration(name, logits, targets):
    z = logits.astype(np.float32)
    full = z.astype(np.float64) if z.shape[1] > 1 else np.column_stack([np.zeros(len(z)), z.astype(np.float64)])
    p = special.softmax(full, axis=1)
    confidence = p.max(axis=1)
    correct = p.argmax(axis=1) == targets
    edges = np.linspace(0, 1, 11)
    bins = np.digitize(confidence, edges, right=True) - 1
    error, found = 0.0, []
    for b in range(10):
        inside = bins == b
        if inside.any():
            found.append({"confidence": confidence[inside].mean(), "accuracy": correct[inside].mean(), "count": int(inside.sum())})
            error += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())

    def loss(log_t):
        return -special.log_softmax(full / np.exp(log_t), axis=1)[np.arange(len(z)), targets].mean()

    best = optimize.minimize_scalar(loss, bounds=(np.log(0.01), np.log(100)), method="bounded", options={"xatol": 1e-10})
    return {
        "name": name, "classes": z.shape[1], "logits": single(z), "targets": targets.tolist(), "bins": found,
        "error": error, "overConfidence": confidence.mean() - correct.mean(), "temperature": float(np.exp(best.x)),
    }


def drawn(rows, classes, scale):
    """Targets are drawn from softmax(z), the model says softmax(scale·z): its temperature is about `scale`."""
    z = rng.normal(scale=2, size=(rows, classes))
    targets = np.array([rng.choice(classes, p=row) for row in special.softmax(z, axis=1)])
    return scale * z, targets


def binary(rows, scale):
    z = rng.normal(scale=2, size=(rows, 1))
    return scale * z, (rng.random(rows) < special.expit(z[:, 0])).astype(int)


cases = [
    calibration("over-confident by a factor of 3", *drawn(80, 4, 3.0)),
    calibration("under-confident by a factor of 2", *drawn(60, 3, 0.5)),
    calibration("one logit, over-confident by a factor of 2", *binary(80, 2.0)),
]


# --- correlations -----------------------------------------------------------------------------------------------------

units = rng.normal(size=(12, 3)) @ rng.normal(size=(3, 6)) + 0.5 * rng.normal(size=(12, 6)) + 3
units[:, 2] = 0.75
matrix = np.corrcoef(np.delete(units.astype(np.float32).astype(np.float64), 2, axis=1), rowvar=False)
pairs = np.abs(matrix[np.triu_indices(5, 1)])

maps = rng.normal(size=(3, 5, 4, 3))
maps = (maps + np.roll(maps, 1, axis=2) + np.roll(maps, 1, axis=1)).astype(np.float32)
maps[..., 1] = 2
m = maps.astype(np.float64)
neighbours = []
for c in (0, 2):
    x = np.concatenate([m[:, :, :-1, c].ravel(), m[:, :-1, :, c].ravel()])
    y = np.concatenate([m[:, :, 1:, c].ravel(), m[:, 1:, :, c].ravel()])
    neighbours.append(np.corrcoef(x, y)[0, 1])

print(json.dumps({
    "numpy": np.__version__, "scipy": scipy.__version__, "kernels": kernels, "calibration": cases,
    "units": {"rows": 12, "columns": 6, "values": single(units), "meanAbsolute": pairs.mean()},
    "maps": {"shape": maps.shape, "values": single(maps), "correlation": float(np.mean(neighbours))},
}))
