"""Makes optimizers.json: PyTorch's optimizers on given gradients, and its learning-rate schedules.

python3 test/goldens/optimizers.py && npm run format   (Debian: python3-torch)
"""

import json
import pathlib

import torch

STEPS = 100
SHAPE = (3, 2)
torch.manual_seed(5)


def rounded(tensor, digits=4):
    """Numbers that a short decimal holds; read back as float32 they are the same."""
    return [round(value, digits) for value in tensor.flatten().tolist()]


initial = rounded(torch.randn(SHAPE))
gradients = [rounded(torch.randn(SHAPE) * (0.1 + step / 50)) for step in range(STEPS)]

# Decay in PyTorch's convention: the gradient gains weight_decay * w (AdamW: decoupled).
CASES = [
    ("AdamW", torch.optim.AdamW, dict(lr=0.01, weight_decay=0.1)),
    ("Adam", torch.optim.Adam, dict(lr=0.01, weight_decay=0.05)),
    ("SGD", torch.optim.SGD, dict(lr=0.02, weight_decay=0.1)),
    ("SGD with momentum", torch.optim.SGD, dict(lr=0.01, momentum=0.9, weight_decay=0.1)),
    ("SGD with Nesterov", torch.optim.SGD, dict(lr=0.01, momentum=0.9, nesterov=True, weight_decay=0.1)),
    ("RMSprop", torch.optim.RMSprop, dict(lr=0.01, alpha=0.99, weight_decay=0.05)),
    ("RMSprop with momentum", torch.optim.RMSprop, dict(lr=0.005, alpha=0.9, momentum=0.5, weight_decay=0.05)),
    ("Adagrad", torch.optim.Adagrad, dict(lr=0.05, weight_decay=0.05, initial_accumulator_value=0.1)),
]


def trajectory(kind, settings):
    weights = torch.nn.Parameter(torch.tensor(initial).reshape(SHAPE))
    optimizer = kind([weights], **settings)
    path = []
    for gradient in gradients:
        weights.grad = torch.tensor(gradient).reshape(SHAPE)
        optimizer.step()
        path.append(rounded(weights.detach(), 8))
    return path[9::10]


SCHEDULES = [
    ("StepLR", lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=5 * 3, gamma=0.5)),
    ("CosineAnnealingLR", lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=60, eta_min=0.1)),
    ("LinearLR", lambda o: torch.optim.lr_scheduler.LinearLR(o, start_factor=1 / 8, total_iters=7)),
]


def factors(schedule):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = schedule(optimizer)
    found = []
    for _ in range(60):
        found.append(round(optimizer.param_groups[0]["lr"], 10))
        optimizer.step()
        scheduler.step()
    return found


golden = {
    "torch": torch.__version__,
    "steps": STEPS,
    "shape": SHAPE,
    "initial": initial,
    "gradients": gradients,
    "cases": [{"name": name, **settings, "path": trajectory(kind, settings)} for name, kind, settings in CASES],
    "schedules": {name: factors(schedule) for name, schedule in SCHEDULES},
}
path = pathlib.Path(__file__).with_name("optimizers.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
