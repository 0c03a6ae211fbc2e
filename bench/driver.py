"""Clients: each keeps one connection, sends what it is given and remembers status and time."""

import http.client
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from threading import Barrier, Lock
from urllib.parse import urlencode

CSRF = "c" * 32


@dataclass(frozen=True)
class Ask:
    """One POST; with a session it carries the cookies and the token that a browser's form would."""

    path: str
    session: str = ""
    data: tuple[tuple[str, str], ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        found = {"Content-Type": "application/x-www-form-urlencoded"}
        if self.session:
            found["Cookie"] = f"sessionid={self.session}; csrftoken={CSRF}"
            found["X-CSRFToken"] = CSRF
        return found


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    where: str = ""


class Client:
    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def open(self) -> None:
        self.connection.connect()

    def post(self, ask: Ask) -> Answer:
        """Send and read; a broken connection counts as status 0."""
        begun = time.perf_counter()
        try:
            self.connection.request("POST", ask.path, urlencode(ask.data), ask.headers)
            answer = self.connection.getresponse()
            answer.read()
            status, where = answer.status, answer.headers.get("Location", "")
        except (OSError, http.client.HTTPException):
            self.connection.close()
            status, where = 0, ""
        return Answer(status, time.perf_counter() - begun, where)

    def close(self) -> None:
        self.connection.close()


def at_once(port: int, asks: list[Ask]) -> list[Answer]:
    """Everybody is connected already and presses in the same moment."""
    start = Barrier(len(asks))

    def one(ask: Ask) -> Answer:
        client = Client(port)
        client.open()
        start.wait(timeout=60)
        try:
            return client.post(ask)
        finally:
            client.close()

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(one, asks))


@dataclass(frozen=True)
class Round:
    """What some clients got done in some seconds."""

    answers: list[Answer]
    seconds: float
    cpu: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.answers) / self.seconds if self.seconds else 0.0

    @property
    def p95_ms(self) -> float:
        times = sorted(answer.seconds for answer in self.answers)
        return 1000 * times[int(len(times) * 0.95)] if times else 0.0

    def count(self, *statuses: int) -> int:
        return sum(answer.status in statuses for answer in self.answers)


def for_a_while(
    port: int, asks: Iterator[Ask], *, clients: int, seconds: float, cpu: Callable[[], float]
) -> Round:
    """Take one ask after the other from a shared stream until the time is up or the stream is empty."""
    taking, answers = Lock(), list[Answer]()
    until = time.perf_counter() + seconds

    def work() -> None:
        client = Client(port)
        while time.perf_counter() < until:
            with taking:
                ask = next(asks, None)
            if ask is None:
                break
            answers.append(client.post(ask))
        client.close()

    begun, used = time.perf_counter(), cpu()
    with ThreadPoolExecutor(clients) as pool:
        for future in [pool.submit(work) for _client in range(clients)]:
            future.result()
    return Round(answers, time.perf_counter() - begun, cpu() - used)


def warm(port: int, asks: Iterator[Ask], times: int) -> None:
    """Some requests that are not counted."""
    client = Client(port)
    for ask in islice(asks, times):
        client.post(ask)
    client.close()
