# SPDX-License-Identifier: MIT
"""A headless Chromium that is asked by its DevTools protocol, over two pipes: no port, no library.

    with Browser() as browser:
        browser.open("file:///…")
        assert browser.evaluate("document.title") == "…"
        assert not browser.complaints()

skip_without() ends a test with 77 and a line where there is no Chromium.
"""
import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
            "--hide-scrollbars", "--remote-debugging-pipe")
PATIENCE = 120  # seconds without an answer, after which it is taken for dead
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowUp": 38,
        "ArrowRight": 39, "ArrowDown": 40}


def find():
    return next(filter(None, map(shutil.which, NAMES)), None)


def skip_without():
    if not find():
        print("no Chromium here: pages were not opened")
        sys.exit(77)


class Browser:
    """One page. Whatever it complains about or asks the network for is kept until it is asked about."""

    def __init__(self, width=1200, height=900):
        self.home = tempfile.mkdtemp(prefix="clonetrace-browser-")
        to_it, self._to = os.pipe()
        self._from, from_it = os.pipe()
        # pylint: disable=subprocess-popen-preexec-fn
        self._process = subprocess.Popen(
            [find(), *SWITCHES, f"--user-data-dir={self.home}/profile", f"--window-size={width},{height}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(3, 4),
            preexec_fn=lambda: _as_3_and_4(to_it, from_it))
        os.close(to_it)
        os.close(from_it)
        self._rest, self._last, self._session, self._events, self._page = b"", 0, None, [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.size(width, height)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._to)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._from)
        shutil.rmtree(self.home, ignore_errors=True)

    def call(self, method, **parameters):
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._to, data):]
        while True:
            answer = self._read()
            if answer.get("id") != self._last:
                self._events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']['message']}")
            else:
                return answer["result"]

    def _read(self):
        while b"\0" not in self._rest:
            if not select.select([self._from], [], [], PATIENCE)[0]:
                raise RuntimeError("the browser does not answer")
            piece = os.read(self._from, 1 << 20)
            if not piece:
                raise RuntimeError("the browser ended")
            self._rest += piece
        message, self._rest = self._rest.split(b"\0", 1)
        return json.loads(message)

    def open(self, url):
        self._events.clear()
        self._page = url
        self.call("Page.navigate", url=url)
        while not any(e.get("method") == "Page.loadEventFired" for e in self._events):
            self._events.append(self._read())

    def evaluate(self, expression):
        """The value of a JavaScript expression, as JSON has it."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def complaints(self):
        """Errors, warnings, dialogs, and requests for anything but the page itself."""
        self.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        found = []
        for event in self._events:
            method, about = event.get("method"), event.get("params", {})
            if method in ("Runtime.exceptionThrown", "Page.javascriptDialogOpening"):
                found.append(f"{method}: {json.dumps(about)[:400]}")
            elif method == "Runtime.consoleAPICalled" and about["type"] in ("error", "warning", "assert"):
                found.append(f"console: {json.dumps(about['args'])[:400]}")
            elif method == "Log.entryAdded" and about["entry"]["level"] in ("error", "warning"):
                found.append(f"log: {about['entry']['text']}")
            elif method == "Network.requestWillBeSent":
                url = about["request"]["url"]
                if url.split("#")[0] != self._page and not url.startswith(("data:", "blob:")):
                    found.append(f"request: {url}")
        return found

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def media(self, scheme="light", kind=""):
        self.call("Emulation.setEmulatedMedia", media=kind, features=[{"name": "prefers-color-scheme", "value": scheme}])

    def key(self, name, modifiers=0):
        code = KEYS.get(name) or ord(name.upper())
        text = {"Enter": "\r", " ": " "}.get(name, name if len(name) == 1 else "")
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code,
                      modifiers=modifiers, **({"text": text} if text and kind == "keyDown" else {}))

    def move(self, x, y):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, selector):
        x, y = self.centre(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def centre(self, selector):
        """Where the middle of an element is, after it was brought into view."""
        return self.evaluate(f"""(() => {{
            const element = document.querySelector({json.dumps(selector)});
            element.scrollIntoView({{block: 'center', inline: 'center'}});
            const box = element.getBoundingClientRect();
            return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
        }})()""")

    def screenshot(self, path):
        answer = self.call("Page.captureScreenshot", format="png")
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))

    def download(self, selector, name):
        """Clicks, and returns the bytes of the file that this saves. Its name is there, and empty, before its contents are:
        that it is whole is what the browser says, not the folder."""
        folder = tempfile.mkdtemp(dir=self.home)
        self.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder, eventsEnabled=True)
        before = len(self._events)
        self.click(selector)
        self._wait_saved(before)
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()

    def _wait_saved(self, before):
        while True:
            for event in self._events[before:]:
                state = event.get("params", {}).get("state") if event.get("method") == "Browser.downloadProgress" else None
                if state == "canceled":
                    raise RuntimeError("the browser did not save the file")
                if state == "completed":
                    return
            self._events.append(self._read())


def _as_3_and_4(reading, writing):
    first, second = os.dup(reading), os.dup(writing)
    while first < 5 or second < 5:
        first, second = (os.dup(first) if first < 5 else first), (os.dup(second) if second < 5 else second)
    os.dup2(first, 3)
    os.dup2(second, 4)
