/** program/process.py: the processing contract. */
export const PYTHON_PROCESS = String.raw`"""Sums up CSV files: a processing job. summarize is yours to replace; the rest is SageMaker's contract."""

import csv
import json
import os
import signal
import sys
import traceback
from pathlib import Path

BASE = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))
INPUT = BASE / "processing" / "input"
OUTPUT = BASE / "processing" / "output"
# SageMaker keeps the first kilobyte as ExitMessage.
MESSAGE_BYTES = 1024


def summarize(folder):
    """Rows and columns of every .csv file below a folder."""
    files = {}
    for path in sorted(folder.glob("**/*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        widths = {len(row) for row in rows}
        if len(widths) > 1:
            raise ValueError(f"{path.name}: rows of {sorted(widths)} columns")
        name = str(path.relative_to(folder))
        files[name] = {"rows": len(rows), "columns": widths.pop() if widths else 0}
    return files


def say(text):
    """The message must be UTF-8, or the job fails whatever its exit code is."""
    message = BASE / "output" / "message"
    message.parent.mkdir(parents=True, exist_ok=True)
    message.write_bytes(text.encode()[:MESSAGE_BYTES].decode(errors="ignore").encode())


def main():
    # 128 + 15: stopped by SIGTERM. Outputs that are already written are uploaded.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        files = summarize(INPUT)
        # Files, not links: links are not followed when outputs are uploaded.
        OUTPUT.mkdir(parents=True, exist_ok=True)
        document = json.dumps({"files": files}, indent=2)
        (OUTPUT / "summary.json").write_text(document + "\n", encoding="utf-8")
        say(f"{len(files)} files summed up")
        print(document, flush=True)
    except Exception as error:
        traceback.print_exc()
        say(f"{type(error).__name__}: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
`

/** program/main.py of an image for both words. */
export const PYTHON_MAIN = `"""Takes the word that SageMaker passes: docker run IMAGE train, docker run IMAGE serve."""

import sys


def main():
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    if word == "train":
        import train

        return train.main()
    if word == "serve":
        import serve

        return serve.main()
    print(f"expected train or serve, got {word!r}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
`
