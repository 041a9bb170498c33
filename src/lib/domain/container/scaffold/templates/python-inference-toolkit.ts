/** program/linear_handler.py. */
export const TOOLKIT_HANDLER = `"""What sagemaker-inference calls for each request. The functions are yours to replace."""

import json
from pathlib import Path

EXAMPLE_MODEL = {"weights": [2.0, 1.0], "bias": 0.0}


class LinearHandler:
    """Used unless model.tar.gz brings its own code/inference.py."""

    def default_model_fn(self, model_dir, context=None):
        folder = Path(model_dir)
        path = folder / "model.json"
        if path.exists():
            return json.loads(path.read_text(encoding="utf-8"))
        if folder.is_dir() and any(folder.iterdir()):
            raise FileNotFoundError(f"there is no model.json in {folder}")
        print(f"{folder} is empty: answering with an example model.", flush=True)
        return EXAMPLE_MODEL

    def default_input_fn(self, input_data, content_type, context=None):
        if content_type != "application/json":
            raise ValueError(f"application/json is taken, not {content_type}")
        return json.loads(input_data)["instances"]

    def default_predict_fn(self, data, model, context=None):
        return [
            model["bias"] + sum(w * x for w, x in zip(model["weights"], row)) for row in data
        ]

    def default_output_fn(self, prediction, accept, context=None):
        return json.dumps({"predictions": prediction})
`

/** program/handler_service.py. */
export const TOOLKIT_SERVICE = `"""The class that the Multi Model Server loads: it wants exactly one in this file."""

from sagemaker_inference.default_handler_service import DefaultHandlerService
from sagemaker_inference.transformer import Transformer

from linear_handler import LinearHandler


class HandlerService(DefaultHandlerService):
    def __init__(self):
        super().__init__(transformer=Transformer(default_inference_handler=LinearHandler()))
`

/** program/serve.py under sagemaker-inference, which installs no serve of its own. */
export const TOOLKIT_SERVE = `"""Starts the Multi Model Server through sagemaker-inference."""

import sys


def main():
    if sys.argv[1:] not in ([], ["serve"]):
        print(f"expected serve, got {sys.argv[1:]}", file=sys.stderr)
        return 2
    # Imported late: the toolkit is in the image only.
    from sagemaker_inference import model_server

    model_server.start_model_server(handler_service="handler_service")
    return 0


if __name__ == "__main__":
    sys.exit(main())
`
