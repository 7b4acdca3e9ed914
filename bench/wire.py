"""HTTP/1.1 on loopback in one thread, as fast as Python does it: what the stand-ins for the store and the services share."""
import dataclasses
import heapq
import itertools
import json
import selectors
import socket
import time


@dataclasses.dataclass
class Request:
    method: str
    path: str
    fields: dict  # by name in lower case
    body: bytes


@dataclasses.dataclass
class Response:
    status: int
    body: bytes
    fields: dict

    def encode(self):
        lines = [f"HTTP/1.1 {self.status} Bench", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.fields.items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def json_response(status, value, fields=None):
    return Response(status, compact(value), {"Content-Type": "application/json", **(fields or {})})


def next_request(buffer):
    """Takes the first whole request off a buffer; None while it is incomplete."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    first, *rest = bytes(buffer[:end]).decode("latin-1").split("\r\n")
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body, used = chunked(buffer, end + 4)
    else:
        used = end + 4 + int(fields.get("content-length", "0"))
        body = bytes(buffer[end + 4:used]) if len(buffer) >= used else None
    if body is None:
        return None
    del buffer[:used]
    method, path, _ = first.split(" ", 2)
    return Request(method, path, fields, body)


def chunked(buffer, at):
    """(body, end) of a chunked body that begins there, or (None, 0) while it is incomplete. Trailers are passed over."""
    parts = []
    while (line := buffer.find(b"\r\n", at)) >= 0:
        size = int(bytes(buffer[at:line]).split(b";")[0], 16)
        if size == 0:
            end = buffer.find(b"\r\n\r\n", line)
            return (b"".join(parts), end + 4) if end >= 0 else (None, 0)
        at = line + 2 + size + 2
        if len(buffer) < at:
            break
        parts.append(bytes(buffer[line + 2:line + 2 + size]))
    return None, 0


class Server:
    """Answers each request by a function, after a delay if there is one. Prints its port first."""

    def __init__(self, answer, port=0, delay=0.0):
        self.answer, self.delay = answer, delay
        self.listener = socket.create_server(("127.0.0.1", port), backlog=256)
        self.listener.setblocking(False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.due, self.order = [], itertools.count()
        print(self.listener.getsockname()[1], flush=True)

    def run(self):
        try:
            while True:
                wait = max(0.0, self.due[0][0] - time.monotonic()) if self.due else None
                for key, _ in self.selector.select(wait):
                    if key.data is None:
                        self.accept()
                    else:
                        self.read(key.fileobj, key.data)
                while self.due and self.due[0][0] <= time.monotonic():
                    _, _, peer, data = heapq.heappop(self.due)
                    self.send(peer, data)
        except KeyboardInterrupt:
            pass

    def accept(self):
        peer, _ = self.listener.accept()
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(peer, selectors.EVENT_READ, bytearray())

    def read(self, peer, buffer):
        try:
            data = peer.recv(1 << 18)
        except ConnectionError:
            data = b""
        if not data:
            self.selector.unregister(peer)
            peer.close()
            return
        buffer += data
        while (request := next_request(buffer)) is not None:
            response = self.answer(request).encode()
            if self.delay:
                heapq.heappush(self.due, (time.monotonic() + self.delay, next(self.order), peer, response))
            else:
                self.send(peer, response)

    @staticmethod
    def send(peer, data):
        try:
            peer.sendall(data)
        except OSError:
            pass  # the function has gone
