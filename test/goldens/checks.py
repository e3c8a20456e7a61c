"""Golden numbers of the data checks: /usr/bin/python3 test/goldens/checks.py writes checks.json beside this file.

scikit-learn: LogisticRegression (newton-cg, tight tolerance) and roc_auc_score on the same rows.
"""
import json
import os
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

# The line search ends where rounding does: that is close enough.
warnings.filterwarnings("ignore")
rng = np.random.default_rng(5)
cases = []
for rows, columns, shift, penalty in [(60, 3, 1.0, 1.0), (80, 5, 0.3, 8.0), (40, 60, 0.5, 4.0)]:
    labels = (np.arange(rows) % 3 == 0).astype(int)
    inputs = np.round(rng.normal(size=(rows, columns)) + shift * labels[:, None] * (np.arange(columns) == 1), 3)
    model = LogisticRegression(C=1 / penalty, solver="newton-cg", tol=1e-8, max_iter=10000).fit(inputs, labels)
    scores = model.decision_function(inputs)
    cases.append(
        {
            "columns": columns,
            "penalty": penalty,
            "inputs": inputs.ravel().tolist(),
            "labels": labels.tolist(),
            "weights": model.coef_[0].tolist(),
            "intercept": float(model.intercept_[0]),
            "auc": float(roc_auc_score(labels, scores)),
        }
    )
ties = {"scores": [1, 1, 2, 2, 2, 3, 0, 1], "labels": [0, 1, 0, 1, 1, 1, 0, 0]}
ties["auc"] = float(roc_auc_score(ties["labels"], ties["scores"]))
path = os.path.join(os.path.dirname(__file__), "checks.json")
with open(path, "w") as file:
    json.dump({"logistic": cases, "ties": ties}, file, separators=(",", ":"))
    file.write("\n")
