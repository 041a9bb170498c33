/**
 * program/start.py under sagemaker-training. As the first process of a container the toolkit would
 * never see SIGTERM, for the kernel delivers to that process only what it handles.
 */
export const TOOLKIT_START = `"""Runs sagemaker-training as the first process, and hands SIGTERM on to train.py: the toolkit does not."""

import os
import signal
import sys


def hand_on(number, _frame):
    import psutil

    children = psutil.Process().children(recursive=True)
    if not children:
        # Nothing trains yet, so there is nothing to save.
        os._exit(128 + number)
    for child in children:
        try:
            child.send_signal(number)
        except psutil.NoSuchProcess:
            pass


def main():
    if sys.argv[1:] not in ([], ["train"]):
        print(f"expected train, got {sys.argv[1:]}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, hand_on)
    # Imported late: the toolkit is in the image only, and takes its time.
    from sagemaker_training import trainer

    # Ends the process: with 0, or with 1 and a reason in /opt/ml/output/failure.
    trainer.train()
    return 0


if __name__ == "__main__":
    sys.exit(main())
`
