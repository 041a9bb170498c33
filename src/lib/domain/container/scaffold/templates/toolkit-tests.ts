/** tests/test_train.py of the toolkit */
export const TEST_TOOLKIT_TRAIN = `"""Runs train.py as sagemaker-training does: arguments and SM_ variables. python3 -m unittest"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Training(unittest.TestCase):
    def test_writes_a_model(self):
        with tempfile.TemporaryDirectory() as folder:
            environment = dict(
                os.environ,
                SM_MODEL_DIR=folder,
                SM_CHANNELS='["training"]',
                SM_CHANNEL_TRAINING=str(ROOT / "sample" / "training"),
            )
            script = str(ROOT / "program" / "train.py")
            arguments = ["--epochs", "300", "--learning-rate", "0.05", "--checkpoints", folder]
            subprocess.run([sys.executable, script, *arguments], env=environment, check=True)
            model = json.loads((Path(folder) / "model.json").read_text())
        self.assertAlmostEqual(model["weights"][0], 2.0, places=1)


if __name__ == "__main__":
    unittest.main()
`

/** tests/test_handler.py */
export const TEST_TOOLKIT_HANDLER = `"""Calls the handler as sagemaker-inference does; the toolkit itself is in the image. python3 -m unittest"""

import json
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "program"))

from linear_handler import LinearHandler  # noqa: E402


class Handling(unittest.TestCase):
    def test_answers_the_sample_payload(self):
        handler = LinearHandler()
        model = handler.default_model_fn(str(ROOT / "sample" / "model"))
        payload = (ROOT / "sample" / "payload.json").read_text()
        data = handler.default_input_fn(payload, "application/json")
        answer = handler.default_output_fn(handler.default_predict_fn(data, model), "*/*")
        self.assertEqual(len(json.loads(answer)["predictions"]), 2)

    def test_refuses_other_content(self):
        with self.assertRaises(ValueError):
            LinearHandler().default_input_fn("a,b", "text/csv")


if __name__ == "__main__":
    unittest.main()
`
