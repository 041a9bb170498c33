/** program/serve.py: the serving contract on the standard library. */
export const PYTHON_SERVE = `"""Answers SageMaker: GET /ping and POST /invocations. load_model and predict are yours to replace."""

import json
import os
import signal
import sys
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MODEL_FOLDER = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml")) / "model"
PORT = int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))
# InvokeEndpoint takes no larger body than 6 MiB; batch transform may.
MAX_BODY_BYTES = 100 * 1024 * 1024
# SIGKILL comes 30 seconds after SIGTERM.
DRAIN_SECONDS = 25
EXAMPLE_MODEL = {"weights": [2.0, 1.0], "bias": 0.0}


def load_model(folder):
    """Whatever model.tar.gz held is in the folder, read-only."""
    path = folder / "model.json"
    if path.exists():
        return json.loads(path.read_text(encoding="utf-8"))
    if folder.is_dir() and any(folder.iterdir()):
        raise FileNotFoundError(f"there is no model.json in {folder}")
    print(f"{folder} is empty: answering with the example model of serve.py.", flush=True)
    return EXAMPLE_MODEL


def predict(model, payload):
    """{"instances": [[1, 2], ...]} gives {"predictions": [4.0, ...]}; ValueError when it cannot."""
    if not isinstance(payload, dict) or not isinstance(payload.get("instances"), list):
        raise ValueError('expected {"instances": [[number, ...], ...]}')
    weights, bias = model["weights"], model["bias"]
    predictions = []
    for row in payload["instances"]:
        if not isinstance(row, list) or len(row) != len(weights):
            raise ValueError(f"every instance needs {len(weights)} numbers")
        if not all(isinstance(value, (int, float)) for value in row):
            raise ValueError("every value must be a number")
        predictions.append(bias + sum(w * x for w, x in zip(weights, row)))
    return {"predictions": predictions}


class State:
    """What the threads share: the model once it is loaded, and how many requests are under way."""

    def __init__(self):
        self.model = None
        self.failed = False
        self.active = 0
        self.lock = threading.Lock()

    def count(self, change):
        with self.lock:
            self.active += change


STATE = State()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/ping":
            # 200 means: the model is loaded. Until then the platform asks again.
            self.answer(200 if STATE.model is not None else 503)
        elif self.path == "/execution-parameters":
            parameters = {
                "MaxConcurrentTransforms": os.cpu_count() or 1,
                "BatchStrategy": "MULTI_RECORD",
                "MaxPayloadInMB": 6,
            }
            self.answer(200, parameters)
        else:
            self.answer(404)

    def do_POST(self):
        STATE.count(1)
        try:
            self.answer(*self.invoke())
        finally:
            STATE.count(-1)

    def invoke(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            # The body is not read, so the connection cannot be used again.
            self.close_connection = True
            return (413 if length.isdigit() else 411), {"error": "the body has no length, or is too long"}
        body = self.rfile.read(int(length))
        if self.path != "/invocations":
            return 404, {"error": "POST /invocations"}
        if STATE.model is None:
            return 503, {"error": "the model is not loaded yet"}
        kind = (self.headers.get("Content-Type") or "application/json").split(";")[0].strip()
        if kind != "application/json":
            return 415, {"error": f"application/json is taken, not {kind}"}
        try:
            return 200, predict(STATE.model, json.loads(body))
        except ValueError as error:
            return 400, {"error": str(error)}
        except Exception as error:
            traceback.print_exc()
            return 500, {"error": type(error).__name__}

    def answer(self, status, document=None):
        body = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        if document is not None:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        # The platform pings every few seconds: only what is not fine is worth a line.
        if self.path != "/ping" and str(code) != "200":
            super().log_request(code, size)


def load(server):
    """Beside the server, so that it can say that it is not ready."""
    try:
        STATE.model = load_model(MODEL_FOLDER)
        print("The model is loaded.", flush=True)
    except Exception:
        traceback.print_exc()
        STATE.failed = True
        server.shutdown()


def main():
    if sys.argv[1:] not in ([], ["serve"]):
        print(f"expected serve, got {sys.argv[1:]}", file=sys.stderr)
        return 2
    # Idle connections of clients must not hold the process back at its end.
    ThreadingHTTPServer.daemon_threads = True
    ThreadingHTTPServer.request_queue_size = 128
    server = ThreadingHTTPServer(("0.0.0.0", PORT), Handler)
    # shutdown() waits for the loop that this signal interrupts: it needs a thread of its own.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    threading.Thread(target=load, args=(server,), daemon=True).start()
    print(f"Listening on port {PORT}.", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.socket.close()
    deadline = time.monotonic() + DRAIN_SECONDS
    while STATE.active > 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    return 1 if STATE.failed else 0


if __name__ == "__main__":
    sys.exit(main())
`
