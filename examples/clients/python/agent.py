"""An agent on Python 3.11 with nothing installed. It works on the attested socket alone: the kernel is the proof, so there is no token, no key and nothing to sign.

Python's standard library has no ES256, so an agent that has to work over the network needs a library for its proofs, such as `cryptography`.
"""

import http.client
import json
import os
import socket
import sys

SOCKET = os.environ.get("WRIT_AGENT_SOCKET")
if not SOCKET:
    sys.exit("start this with `writ run`, which says where Writ is")


class Connection(http.client.HTTPConnection):
    """HTTP over the agents' socket."""

    def __init__(self) -> None:
        super().__init__("localhost", timeout=30)

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(SOCKET)


class Server:
    """An MCP server behind Writ."""

    def __init__(self, name: str) -> None:
        self.path, self.session, self.ids = f"/mcp/{name}", None, 0

    def open(self) -> None:
        opened = self.ask("initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "python-agent", "version": "1.0.0"}})
        if "error" in opened:
            sys.exit(opened["error"]["message"])
        self._send({"method": "notifications/initialized"})

    def ask(self, method: str, params: dict | None = None) -> dict:
        self.ids += 1
        text = self._send({"id": self.ids, "method": method, "params": params or {}})
        events = [line[5:] for line in text.splitlines() if line.startswith("data:")]
        return json.loads(events[-1] if events else text)

    def _send(self, message: dict) -> str:
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}
        if self.session:
            headers["Mcp-Session-Id"] = self.session
        connection = Connection()
        try:
            connection.request("POST", self.path, json.dumps({"jsonrpc": "2.0", **message}), headers)
            answer = connection.getresponse()
            self.session = self.session or answer.getheader("Mcp-Session-Id")
            return answer.read().decode()
        finally:
            connection.close()


def denial_in(message: dict) -> dict | None:
    """Writ's denial of a call; None when it was allowed."""
    if "error" in message:
        return message["error"].get("data")
    return message["result"].get("_meta", {}).get("writ/denial")


files = Server("files")
files.open()
tools = files.ask("tools/list")["result"]["tools"]
print("tools:", ", ".join(sorted(tool["name"] for tool in tools)))

for path in ("customers/acme/cases/42/notes.txt", "customers/globex/cases/77/notes.txt"):
    answer = files.ask("tools/call", {"name": "read_text_file", "arguments": {"path": path}})
    if denial := denial_in(answer):
        print(f"denied: {denial['reason']} ({denial['code']}, {denial['rule']})")
        print(f"fix: {denial['fix']}")
    else:
        print("read:", answer["result"]["content"][0]["text"].splitlines()[0])
print("done")
