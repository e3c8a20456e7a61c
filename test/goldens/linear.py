"""Golden numbers for test/engine/oracles/linear.test.ts: scikit-learn's Lasso, Ridge and ElasticNet on diabetes.csv.

Run with Debian's python3, python3-numpy and python3-sklearn from the repository's root:
    python3 test/goldens/linear.py > test/goldens/linear.json
Inputs are standardized (mean 0, standard deviation 1 over all rows), and so is the target; there is an intercept.
Penalties are written in this project's terms: mean squared error + l1·Σ|w| + l2·Σw². scikit-learn's Lasso and
ElasticNet halve the error, and its Ridge sums it over the rows.
"""
import json

import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet, Lasso, Ridge

table = np.loadtxt("examples/diabetes/diabetes.csv", delimiter=",", skiprows=1)
standardized = (table - table.mean(0)) / table.std(0)
x, y = standardized[:, :-1], standardized[:, -1]
rows = len(y)
precise = {"tol": 1e-12, "max_iter": 1_000_000}


def coefficients(model):
    return [float(f"{value:.9g}") for value in model.fit(x, y).coef_]


# From just below the λ1 where every coefficient is 0, max |2·xᵀy/n|, over two decades; Ridge over more than three.
largest = 2 * np.abs(x.T @ y).max() / rows
lasso = [float(f"{value:.4g}") for value in np.geomspace(0.95 * largest, 0.01 * largest, 20)]
ridge = [float(f"{value:.4g}") for value in np.geomspace(4, 1e-3, 20)]
cases = {
    "lasso": [{"l1": l1, "l2": 0, "w": coefficients(Lasso(alpha=l1 / 2, **precise))} for l1 in lasso],
    "ridge": [{"l1": 0, "l2": l2, "w": coefficients(Ridge(alpha=l2 * rows))} for l2 in ridge],
    # Twice as much weight on L1 as on L2: alpha·ratio = l1/2 and alpha·(1 − ratio) = l2.
    "elasticNet": [
        {"l1": l1, "l2": l1 / 4, "w": coefficients(ElasticNet(alpha=l1 / 2 + l1 / 4, l1_ratio=2 / 3, **precise))}
        for l1 in lasso
    ],
}
print(json.dumps({"sklearn": sklearn.__version__, "rows": rows, **cases}, separators=(",", ":")))
