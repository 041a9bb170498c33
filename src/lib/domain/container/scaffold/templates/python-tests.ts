/** tests/test_train.py */
export const TEST_TRAIN = String.raw`"""Runs train.py as SageMaker does, in a folder of its own instead of /opt/ml. python3 -m unittest"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Training(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name)

    def write(self, name, text):
        path = self.base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def start(self, hyperparameters):
        self.write("input/config/hyperparameters.json", json.dumps(hyperparameters))
        environment = dict(os.environ, SAGEMAKER_BASE_DIR=str(self.base), PYTHONUNBUFFERED="1")
        return subprocess.Popen(
            [sys.executable, str(ROOT / "program" / "train.py"), "train"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def channel(self, text):
        self.write("input/config/inputdataconfig.json", json.dumps({"training": {}}))
        self.write("input/data/training/rows.csv", text)

    def test_writes_a_model_and_ends_with_0(self):
        self.channel((ROOT / "sample" / "training" / "rows.csv").read_text())
        with self.start({"epochs": "300", "learning-rate": "0.05"}) as process:
            process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        model = json.loads((self.base / "model" / "model.json").read_text())
        self.assertAlmostEqual(model["weights"][0], 2.0, places=1)

    def test_says_why_it_failed(self):
        self.channel("1,two,3\n")
        with self.start({}) as process:
            process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1)
        reason = (self.base / "output" / "failure").read_text()
        self.assertIn("rows.csv, line 1", reason)

    def test_saves_and_ends_on_sigterm_and_goes_on_from_there(self):
        self.channel((ROOT / "sample" / "training" / "rows.csv").read_text())
        with self.start({"epochs": "100000000"}) as process:
            process.stdout.readline()
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        reached = json.loads((self.base / "model" / "model.json").read_text())["epoch"]
        self.assertGreater(reached, 0)
        with self.start({"epochs": str(reached + 1)}) as process:
            output, _ = process.communicate(timeout=60)
        self.assertIn(f"epoch={reached + 1} ", output)
        self.assertEqual(output.count("epoch="), 1)


if __name__ == "__main__":
    unittest.main()
`

/** tests/test_serve.py */
export const TEST_SERVE = `"""Asks serve.py as SageMaker does, on a free port. python3 -m unittest"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("", 0))
        return probe.getsockname()[1]


class Serving(unittest.TestCase):
    def start(self, model):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = Path(folder.name) / "model"
        path.mkdir()
        for name, text in model.items():
            (path / name).write_text(text, encoding="utf-8")
        self.port = free_port()
        environment = dict(
            os.environ, SAGEMAKER_BASE_DIR=folder.name, SAGEMAKER_BIND_TO_PORT=str(self.port)
        )
        script = str(ROOT / "program" / "serve.py")
        process = subprocess.Popen([sys.executable, script, "serve"], env=environment)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def ask(self, method, path, body=None, kind="application/json"):
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        try:
            connection.request(method, path, body, {"Content-Type": kind, "X-Unknown": "1"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def ready(self):
        for _ in range(200):
            try:
                if self.ask("GET", "/ping") == (200, b""):
                    return
            except OSError:
                pass
            time.sleep(0.05)
        self.fail("no ping was answered with 200")

    def test_answers_the_sample_payload(self):
        self.start({"model.json": (ROOT / "sample" / "model" / "model.json").read_text()})
        self.ready()
        payload = (ROOT / "sample" / "payload.json").read_text()
        status, body = self.ask("POST", "/invocations", payload)
        self.assertEqual(status, 200)
        self.assertEqual(len(json.loads(body)["predictions"]), 2)

    def test_refuses_what_it_cannot_read_and_goes_on(self):
        self.start({})
        self.ready()
        self.assertEqual(self.ask("POST", "/invocations", "{")[0], 400)
        self.assertEqual(self.ask("POST", "/invocations", "[]")[0], 400)
        self.assertEqual(self.ask("POST", "/invocations", "a,b", "text/csv")[0], 415)
        self.assertEqual(self.ask("GET", "/ping")[0], 200)

    def test_ends_with_0_on_sigterm_though_a_client_stays_connected(self):
        process = self.start({})
        self.ready()
        idle = http.client.HTTPConnection("localhost", self.port)
        idle.request("GET", "/ping")
        idle.getresponse().read()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=10), 0)
        idle.close()

    def test_ends_when_the_model_is_not_one(self):
        process = self.start({"weights.bin": "1"})
        self.assertEqual(process.wait(timeout=10), 1)


if __name__ == "__main__":
    unittest.main()
`

/** tests/test_process.py */
export const TEST_PROCESS = String.raw`"""Runs process.py as SageMaker does, in a folder of its own instead of /opt/ml. python3 -m unittest"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Processing(unittest.TestCase):
    def process(self, text):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        base = Path(folder.name)
        source = base / "processing" / "input" / "data"
        source.mkdir(parents=True)
        (source / "rows.csv").write_text(text, encoding="utf-8")
        environment = dict(os.environ, SAGEMAKER_BASE_DIR=folder.name)
        script = str(ROOT / "program" / "process.py")
        return subprocess.run([sys.executable, script], env=environment).returncode, base

    def test_writes_its_output_and_a_message(self):
        code, base = self.process((ROOT / "sample" / "processing" / "rows.csv").read_text())
        self.assertEqual(code, 0)
        summary = json.loads((base / "processing" / "output" / "summary.json").read_text())
        self.assertEqual(summary["files"]["data/rows.csv"], {"rows": 4, "columns": 3})
        self.assertIn("1 files", (base / "output" / "message").read_text(encoding="utf-8"))

    def test_fails_with_a_message(self):
        code, base = self.process("1,2\n3\n")
        self.assertEqual(code, 1)
        self.assertIn("rows.csv", (base / "output" / "message").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
`
