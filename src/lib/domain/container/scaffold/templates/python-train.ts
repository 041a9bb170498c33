/** A linear model with checkpoints: what both programs train, and users replace. */
const LINEAR_MODEL = `EXAMPLE_ROWS = [[3.0, 1.0, 1.0], [5.0, 2.0, 1.0], [4.0, 1.0, 2.0], [6.0, 2.0, 2.0]]

stopping = threading.Event()


def read_rows(folder):
    """Rows of numbers from every .csv file in a folder: the label first, no header."""
    rows = []
    for path in sorted(Path(folder).glob("**/*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            for number, cells in enumerate(csv.reader(file), 1):
                try:
                    rows.append([float(cell) for cell in cells])
                except ValueError as error:
                    raise ValueError(f"{path.name}, line {number}: {error}") from error
    if not rows:
        raise ValueError(f"there are no rows in {folder}")
    return rows


def start_model(features):
    return {"weights": [0.0] * features, "bias": 0.0, "epoch": 0}


def train_epoch(model, rows, rate):
    """One pass of gradient descent; returns the mean squared error."""
    total = 0.0
    for label, *features in rows:
        error = model["bias"] - label
        error += sum(w * x for w, x in zip(model["weights"], features))
        model["weights"] = [w - rate * error * x for w, x in zip(model["weights"], features)]
        model["bias"] -= rate * error
        total += error * error
    model["epoch"] += 1
    return total / len(rows)


def save(model, folder, name):
    """Writes beside and renames: a file that is cut off by SIGKILL is never read."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    beside = Path(folder) / (name + ".new")
    beside.write_text(json.dumps(model), encoding="utf-8")
    beside.replace(Path(folder) / name)


def load_checkpoint(folder):
    """What an interrupted job left; spot jobs go on from there."""
    path = Path(folder) / CHECKPOINT
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def fit(rows, epochs, rate, checkpoints):
    """Trains until the last epoch or SIGTERM, with a checkpoint after each epoch."""
    model = load_checkpoint(checkpoints) or start_model(len(rows[0]) - 1)
    while model["epoch"] < epochs and not stopping.is_set():
        loss = train_epoch(model, rows, rate)
        save(model, checkpoints, CHECKPOINT)
        # A metric definition can read this line: loss=([0-9.]+)
        print(f"epoch={model['epoch']} loss={loss:.6f}", flush=True)
    return model
`

/** program/train.py: the training contract without a toolkit. */
export const PYTHON_TRAIN = `"""Trains a linear model. read_rows, train_epoch and save are yours to replace; the rest is SageMaker's contract."""

import csv
import json
import os
import signal
import sys
import threading
import traceback
from pathlib import Path

BASE = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))
CHECKPOINT = "checkpoint.json"
# SageMaker keeps no more of the reason than this.
FAILURE_CHARACTERS = 1024
${LINEAR_MODEL}

def read_json(name):
    path = BASE / "input" / "config" / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def training_rows():
    """The channel named training, or the first one."""
    channels = sorted(read_json("inputdataconfig.json"))
    if not channels:
        print("No input channel: training on the example rows of train.py.", flush=True)
        return EXAMPLE_ROWS
    channel = "training" if "training" in channels else channels[0]
    return read_rows(BASE / "input" / "data" / channel)


def train():
    # Every hyperparameter arrives as text.
    hyperparameters = read_json("hyperparameters.json")
    epochs = int(hyperparameters.get("epochs", "10"))
    rate = float(hyperparameters.get("learning-rate", "0.01"))
    model = fit(training_rows(), epochs, rate, BASE / "checkpoints")
    save(model, BASE / "model", "model.json")
    if stopping.is_set():
        print("Stopped by SIGTERM; the model is saved as far as it got.", flush=True)


def main():
    if sys.argv[1:] not in ([], ["train"]):
        print(f"expected train, got {sys.argv[1:]}", file=sys.stderr)
        return 2
    # Between SIGTERM and SIGKILL are 120 seconds: an epoch must be shorter.
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    try:
        train()
    except Exception as error:
        traceback.print_exc()
        failure = BASE / "output" / "failure"
        failure.parent.mkdir(parents=True, exist_ok=True)
        reason = f"{type(error).__name__}: {error}"
        failure.write_text(reason[:FAILURE_CHARACTERS], encoding="utf-8")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
`

/** program/train.py under sagemaker-training, which keeps the contract itself. */
export const TOOLKIT_TRAIN = `"""Trains a linear model under sagemaker-training, which calls this script with the hyperparameters as arguments."""

import argparse
import csv
import json
import os
import signal
import threading
from pathlib import Path

CHECKPOINT = "checkpoint.json"
${LINEAR_MODEL}

def training_rows():
    """The channel named training, or the first one; the toolkit sets SM_CHANNELS."""
    channels = json.loads(os.environ.get("SM_CHANNELS", "[]"))
    if not channels:
        print("No input channel: training on the example rows of train.py.", flush=True)
        return EXAMPLE_ROWS
    channel = "training" if "training" in channels else channels[0]
    return read_rows(os.environ["SM_CHANNEL_" + channel.upper()])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--learning-rate", type=float, default=0.01)
    parser.add_argument("--model-dir", default=os.environ.get("SM_MODEL_DIR", "/opt/ml/model"))
    parser.add_argument("--checkpoints", default="/opt/ml/checkpoints")
    # Others are for other versions of this script.
    arguments, _ = parser.parse_known_args()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    model = fit(training_rows(), arguments.epochs, arguments.learning_rate, arguments.checkpoints)
    save(model, arguments.model_dir, "model.json")


if __name__ == "__main__":
    main()
`
