"""The peer of bench/dataset.mjs in Python: json.loads for each line, with the same checks of shape."""
import json
import sys


def is_text(value):
    return isinstance(value, str) and value.strip() != ""


def is_blocks(value):
    return isinstance(value, list) and value and all(is_text(block["text"]) for block in value)


def is_conversation(record):
    messages = record["messages"]
    return (
        ("system" not in record or is_blocks(record["system"]))
        and len(messages) > 1
        and len(messages) % 2 == 0
        and all(
            turn["role"] == ("assistant" if i % 2 else "user") and is_blocks(turn["content"])
            for i, turn in enumerate(messages)
        )
    )


def is_pair(record):
    return is_text(record["prompt"]) and is_text(record["completion"])


path, name = sys.argv[1:3]
is_good = is_conversation if name == "converse" else is_pair
bad = 0
with open(path, "rb") as lines:
    for line in lines:
        try:
            if not is_good(json.loads(line)):
                bad += 1
        except (ValueError, KeyError, TypeError):
            bad += 1
print(json.dumps({"bad": bad}))
