"""Golden numbers for test/statistics/linearPath.test.ts: scikit-learn's paths of linear and logistic regression.

Run with Debian's python3, python3-numpy and python3-sklearn from the repository's root (about a minute):
    python3 test/goldens/linearPath.py > test/goldens/linearPath.json
Inputs are standardized (mean 0, standard deviation 1 over the rows used), there is an intercept, and it is free.
Penalties are written in this project's terms: mean loss + l1·Σ|w|, mean loss + l2·Σw². scikit-learn's Lasso halves the
squared error, its Ridge sums it over the rows, and LogisticRegression weights the sum of the cross-entropies with C
against Σ|w| or ½Σw².
"""
import json
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge, lasso_path

warnings.filterwarnings("error")


def rounded(values):
    return [float(f"{value:.7g}") for value in np.ravel(values)]


def standardized(table):
    deviation = table.std(0)
    return (table - table.mean(0)) / np.where(deviation > 0, deviation, 1)


def logistic(x, y, penalty, strength):
    c = 1 / (len(y) * strength * (1 if penalty == "l1" else 2))
    model = LogisticRegression(penalty=penalty, C=c, solver="saga", tol=1e-8, random_state=0, max_iter=200_000).fit(x, y)
    loss = -np.log(model.predict_proba(x)[np.arange(len(y)), y]).mean()
    return {penalty: strength, "w": rounded(model.coef_), "b": rounded(model.intercept_), "loss": float(loss)}


diabetes = np.loadtxt("examples/diabetes/diabetes.csv", delimiter=",", skiprows=1)
x, y = standardized(diabetes[:, :-1]), standardized(diabetes[:, -1])
largest = 2 * np.abs(x.T @ y).max() / len(y)
strengths = rounded(largest * np.array([0.999, 0.7, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001]))
_, coefficients, _ = lasso_path(x, y, alphas=np.array(strengths) / 2, tol=1e-12, max_iter=1_000_000)
wide = standardized(np.loadtxt("examples/digits/digits.csv", delimiter=",", skiprows=1, max_rows=40))
cases = {
    "lasso": [{"l1": l1, "w": rounded(w)} for l1, w in zip(strengths, coefficients.T)],
    "ridge": [
        {"l2": l2, "w": rounded(Ridge(alpha=l2 * len(y)).fit(x, y).coef_)} for l2 in rounded([10, 1, 0.1, 1e-3])
    ],
    # More columns than rows: the pixels of 40 digits against the digit.
    "wideRidge": [
        {"l2": l2, "w": rounded(Ridge(alpha=l2 * 40).fit(wide[:, :-1], wide[:, -1]).coef_)} for l2 in [1, 0.01]
    ],
}

# Two classes: progression above its median.
above = (diabetes[:, -1] > np.median(diabetes[:, -1])).astype(int)
cases["sigmoid"] = [logistic(x, above, "l1", l1) for l1 in [0.2, 0.1, 0.03, 0.01, 0.001]] + [
    logistic(x, above, "l2", l2) for l2 in [1, 0.1, 0.01, 0.001]
]

# Ten classes: the first 200 digits.
digits = np.loadtxt("examples/digits/digits.csv", delimiter=",", skiprows=1, max_rows=200)
pixels, digit = standardized(digits[:, :-1]), digits[:, -1].astype(int)
cases["softmax"] = [logistic(pixels, digit, "l1", l1) for l1 in [0.1, 0.03, 0.01]] + [
    logistic(pixels, digit, "l2", l2) for l2 in [0.3, 0.03, 0.003]
]
print(json.dumps({"sklearn": sklearn.__version__, **cases}, separators=(",", ":")))
