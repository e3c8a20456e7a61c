"""Golden numbers for test/statistics/biasVariance.test.ts, with numpy and the definitions of the papers.

Run with Debian's python3 and python3-numpy from the repository's root:
    python3 test/goldens/biasVariance.py > test/goldens/biasVariance.json
Squared loss: bias² and variance by numpy's mean and var. 0/1 loss: theorem 4 of Domingos (2000),
E[L] = E_x[B + c2·V] with c2 = 1 where the main prediction is right and -P(right | not main) where it is wrong.
"""
import json

import numpy as np

random = np.random.default_rng(5)
REPLICAS, ROWS, CLASSES = 7, 12, 3
logits = random.normal(size=(REPLICAS, ROWS, CLASSES)).round(3) * 2
targets = random.integers(CLASSES, size=ROWS)
values = random.normal(size=(REPLICAS, ROWS)).round(3)
truth = random.normal(size=ROWS).round(3)


def squared(predictions, wanted):
    center = predictions.mean(0)
    total = lambda array: float(array.reshape(ROWS, -1).sum(1).mean())
    return {
        "error": float(np.mean([total((each - wanted) ** 2) for each in predictions])),
        "bias": total((center - wanted) ** 2),
        "variance": total(predictions.var(0)),
    }


def zero_one(classes):
    bias, unbiased, biased, error = [], [], [], []
    for row in range(ROWS):
        given, right = classes[:, row], targets[row]
        counts = np.bincount(given, minlength=CLASSES)
        main = int(counts.argmax())
        b, v = float(main != right), float(np.mean(given != main))
        others = given[given != main]
        c2 = 1.0 if b == 0 else -float(np.mean(others == right)) if len(others) else 0.0
        bias.append(b)
        unbiased.append(v if b == 0 else 0.0)
        biased.append(-c2 * v if b == 1 else 0.0)
        error.append(float(np.mean(given != right)))
    names = {"error": error, "bias": bias, "unbiasedVariance": unbiased, "biasedVariance": biased}
    return {name: float(np.mean(of)) for name, of in names.items()}


exponentials = np.exp(logits - logits.max(2, keepdims=True))
probabilities = exponentials / exponentials.sum(2, keepdims=True)
print(json.dumps({
    "logits": logits.reshape(REPLICAS, -1).round(3).tolist(),
    "targets": targets.tolist(),
    "values": values.tolist(),
    "truth": truth.tolist(),
    "regression": squared(values, truth),
    "brier": squared(probabilities, np.eye(CLASSES)[targets]),
    "zeroOne": zero_one(logits.argmax(2)),
}))
