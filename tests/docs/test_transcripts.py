"""What README and tutorial show on a terminal is what a terminal shows.

A block of ```console holds commands, led by `$ ` and continued by `> `, and what they print. `...` stands for any part
of a line, alone on a line for any number of lines. All blocks of a page run in one folder, one after the other, on a
machine that has never seen a figure.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", "docs/tutorial.md"]
CODES = re.compile(r"\s+# leaves with (\d+)$")


@dataclass
class Command:
    """A command, the lines it is shown to print, and the code it is said to leave with."""

    text: str
    shown: list[str] = field(default_factory=list)

    @property
    def code(self) -> int:
        said = CODES.search(self.text)
        return int(said[1]) if said else 0

    def matches(self, printed: str) -> bool:
        """Whether what was printed is what is shown, blanks at the ends of lines aside."""
        pattern = ""
        for line in self.shown:
            if line.strip() == "...":
                pattern += r"(?:.*\n)*?"
            else:
                pattern += ".*".join(re.escape(part) for part in line.rstrip().split("...")) + r"\s*\n"
        return re.fullmatch(pattern, printed.rstrip("\n") + "\n" if printed.strip() else "") is not None


def commands(page: str) -> list[Command]:
    found: list[Command] = []
    for block in re.findall(r"^```console\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Command(line[2:]))
            elif line.startswith("> ") or line == ">":
                found[-1].text += "\n" + line[2:]
            else:
                found[-1].shown.append(line)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_what_a_terminal_shows(name, tmp_path):
    page = commands((CHECKOUT / name).read_text(encoding="utf-8"))
    assert len(page) >= 5
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path / "home"),
        "LANG": "C.UTF-8",
    }
    folder = tmp_path / "work"
    folder.mkdir()
    for command in page:
        ran = subprocess.run(
            ["sh", "-c", command.text], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        printed = ran.stdout + ran.stderr
        assert ran.returncode == command.code, f"{command.text}\nleft with {ran.returncode}:\n{printed}"
        if command.shown:
            shown = "\n".join(command.shown)
            assert command.matches(printed), f"{command.text}\nis shown to print:\n{shown}\nand prints:\n{printed}"


def test_dots_stand_for_the_rest_of_a_line_and_for_lines():
    command = Command("x", ["score  what ...", "...", "the end"])
    assert command.matches("score  what  where\n1\n2\nthe end\n")
    assert command.matches("score  what \nthe end\n")
    assert not command.matches("score  what  where\n1\n2\nthe end of it\n")


def test_a_command_may_span_lines_and_say_its_code():
    found = commands("```console\n$ cat > a <<'END'\n> b\n>\n> END\n$ false  # leaves with 1\nno\n```\n")
    assert [(c.text, c.code, c.shown) for c in found] == [
        ("cat > a <<'END'\nb\n\nEND", 0, []),
        ("false  # leaves with 1", 1, ["no"]),
    ]
