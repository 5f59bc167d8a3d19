"""Blocks of code of our Markdown files, as tests run them: taken from the text itself, never copied."""

import re
from dataclasses import dataclass

FENCE = re.compile(r"^(?:<!-- walk: (?P<name>[a-z-]+) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)^```$", re.S | re.M)


@dataclass(frozen=True)
class Block:
    name: str  # of the comment <!-- walk: NAME --> above it; "" without
    language: str
    text: str
    line: int  # of its fence, from 1


def blocks(text):
    """Every fenced block in order."""
    return [
        Block(found["name"] or "", found["language"], found["text"], text.count("\n", 0, found.start("language")) + 1)
        for found in FENCE.finditer(text)
    ]


def between(text, begin, end):
    """What stands between two marks; "" if they are not there."""
    inside = re.search(re.escape(begin) + "(.*?)" + re.escape(end), text, re.S)
    return inside[1] if inside else ""
