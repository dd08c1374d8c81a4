"""A headless Chromium spoken to over its debugging pipe: keys, clicks and what the page then shows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from base64 import b64decode
from typing import Any, Self

FOUND = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)  # fmt: skip
_PATIENCE = 30.0  # seconds
_ITS_PIPES = """import fcntl, os, sys
pipes = [fcntl.fcntl(int(number), fcntl.F_DUPFD, 100) for number in sys.argv[1:3]]
for n, pipe in enumerate(pipes):
    os.dup2(pipe, 3 + n)  # Chromium reads from its file 3 and writes to its file 4
os.execv(sys.argv[3], sys.argv[3:])
"""


class Chromium:
    """One page of a browser. Everything waits for what it asks for, and for nothing else."""

    def __init__(self, width: int = 1300, height: int = 900) -> None:
        self._size = f"--window-size={width},{height}"
        self._n, self._rest = 0, b""

    def __enter__(self) -> Self:
        self._profile = tempfile.mkdtemp()
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()

        run = [str(FOUND), *_QUIET, self._size, f"--user-data-dir={self._profile}", "about:blank"]
        self._process = subprocess.Popen(
[sys.executable, "-c", _ITS_PIPES, str(theirs_in), str(theirs_out), *run],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(theirs_in, theirs_out),
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        page = next(t for t in self._asks("Target.getTargets")["targetInfos"] if t["type"] == "page")
        opened = self._asks("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = opened["sessionId"]
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._out)
        self._process.terminate()
        self._process.wait(_PATIENCE)
        os.close(self._in)
        shutil.rmtree(self._profile, ignore_errors=True)

    def _asks(self, method: str, session: str | None = None, /, **given: Any) -> Any:
        self._n += 1
        sent = {"id": self._n, "method": method, "params": given} | ({"sessionId": session} if session else {})
        os.write(self._out, json.dumps(sent).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._n:
                assert "error" not in told, told["error"]
                return told["result"]

    def _next(self) -> Any:
        while b"\0" not in self._rest:
            more = os.read(self._in, 1 << 16)
            assert more, "the browser has gone"
            self._rest += more
        first, _, self._rest = self._rest.partition(b"\0")
        return json.loads(first)

    def opens(self, address: str) -> None:
        """Go to an address, and wait until its page is there."""
        self._asks("Page.navigate", self._session, url=address)
        self.waits("document.readyState === 'complete' && location.href !== 'about:blank'")

    def tells(self, expression: str) -> Any:
        """What an expression comes to on the page."""
        found = self._asks("Runtime.evaluate", self._session, expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def waits(self, expression: str) -> None:
        """Go on as soon as an expression is true on the page."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            asked = self._asks("Runtime.evaluate", self._session, expression=f"!!({expression})", returnByValue=True)
            if asked["result"].get("value"):
                return
        raise AssertionError(f"never true: {expression}, on {self.tells('location.href')}")

    def presses(self, key: str) -> None:
        """Press a key and let it go, once the page and its script are there to hear it."""
        self.waits('document.readyState === "complete"')
        more = {"windowsVirtualKeyCode": {"Enter": 13, "Tab": 9}.get(key, ord(key[0].upper()))}
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        self._asks("Input.dispatchKeyEvent", self._session, type="keyDown", key=key, text=text, **more)
        self._asks("Input.dispatchKeyEvent", self._session, type="keyUp", key=key, **more)

    def shows(self) -> bytes:
        """What is seen of the page now, as a PNG."""
        return b64decode(self._asks("Page.captureScreenshot", self._session, format="png")["data"])

    def is_as_wide_as(self, width: int, height: int = 844) -> None:
        """Show the page in a window of that size; a narrow one is a phone."""
        more = {"deviceScaleFactor": 1, "mobile": width < 500}
        self._asks("Emulation.setDeviceMetricsOverride", self._session, width=width, height=height, **more)
