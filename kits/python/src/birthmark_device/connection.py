"""A device's connection to a gateway: MQTT 5 over TLS 1.3 (docs/gateway.md)."""

from __future__ import annotations

import json
import queue
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from birthmark_device.refused import Refused

_WAITING_MAX = 1_000
_IN_FLIGHT = 20


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds: for an answer, and how long between two signs of life."""

    answer: float = 20
    keep_alive: int = 60


@dataclass(frozen=True)
class Message:
    """What came, below the device's own topic."""

    topic: str
    payload: bytes


@dataclass(frozen=True)
class Verdict:
    """What the ledger made of evidence, as AR4SI says it, and who measured."""

    admitted: bool
    status: str
    measured: str
    until: str | None
    problem: str | None
    json: dict[str, Any]


class Connection:
    """A device that is connected, until it is closed or the gateway ends it.

    Topics are below the device's own, ``things/ID/``, which is not written.
    """

    def __init__(
        self,
        thing: str,
        keys: Path,
        password: str,
        host: str,
        port: int,
        trust: Path,
        patience: Patience,
    ) -> None:
        self._own = f"things/{thing}/"
        self._patience = patience
        self._messages: queue.Queue[Message] = queue.Queue(_WAITING_MAX)
        self._attestation: queue.Queue[Message] = queue.Queue(_WAITING_MAX)
        self._mail: queue.Queue[Message] = queue.Queue(_WAITING_MAX)
        self._answers: dict[int, ReasonCode] = {}
        self._connected: ReasonCode | None = None
        self._reason = ""
        self._ended: str | None = None
        self._changed = threading.Condition()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=thing, protocol=MQTTProtocolVersion.MQTTv5
        )
        self._client.max_inflight_messages_set(_IN_FLIGHT)
        self._client.tls_set_context(tls(keys, password, trust))
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_publish = self._on_publish
        self._client.on_message = self._on_message
        self._open(host, port)

    def _open(self, host: str, port: int) -> None:
        within = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        within.ReceiveMaximum = _IN_FLIGHT
        try:
            self._client.connect(host, port, self._patience.keep_alive, properties=within)
        except (OSError, ssl.SSLError) as problem:
            raise Refused(f"{host}:{port} cannot be reached: {problem}") from problem
        self._client.loop_start()
        try:
            code = self._await(lambda: self._connected, "the connection was not answered")
            if code.is_failure:
                raise Refused(self._reason or str(code))
        except Refused:
            self.close()
            raise

    def attest(self, evidence: Callable[[bytes], bytes]) -> Verdict:
        """The verdict on what ``evidence`` signs in answer to the gateway's challenge."""
        self._subscribe("attest/#")
        self.publish("attest/request", b"")
        nonce = self._attested("attest/challenge")
        self.publish("attest/evidence", evidence(nonce))
        result = json.loads(self._attested("attest/result"))
        return Verdict(
            result.get("admitted", False),
            result["ear.status"],
            result.get("measured", ""),
            result.get("until"),
            result.get("problem"),
            result,
        )

    def subscribe(self, topic: str) -> None:
        """Asks for what is published to ``topic``, a filter, from now on."""
        self._subscribe(topic)

    def publish(self, topic: str, payload: bytes, qos: int = 1) -> None:
        """Publishes, and waits until the gateway has it (for QoS 0, until it is sent)."""
        info = self._client.publish(self._own + topic, payload, qos)
        code = self._answer(info.mid, f"{topic} was not taken")
        if code.is_failure:
            raise Refused(f"{topic}: {code}")

    def receive(self) -> Message:
        """The next message, in the order in which they came."""
        return self._next(self._messages, "no message came")

    def begin_messages(self) -> None:
        """Asks for what the gateway hands over of messages under agreements."""
        self._subscribe("messages/#")

    def next_of_messages(self, otherwise: str) -> Message:
        """The next of it."""
        return self._next(self._mail, otherwise)

    def close(self) -> None:
        """Ends the connection."""
        self._client.disconnect()
        self._client.loop_stop()

    def __enter__(self) -> Self:
        """The connection."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends it."""
        self.close()

    def _subscribe(self, topic: str) -> None:
        _, mid = self._client.subscribe(self._own + topic, 1)
        code = self._answer(mid or 0, f"the subscription to {topic} was not answered")
        if code.is_failure:
            raise Refused(f"{topic}: {code}")

    def _attested(self, step: str) -> bytes:
        while True:
            message = self._next(self._attestation, f"nothing came to {step}")
            if message.topic == step:
                return message.payload
            if message.topic == "attest/result":
                told = json.loads(message.payload)
                raise Refused(told.get("problem", f"a result came instead of {step}"))

    def _answer(self, mid: int, otherwise: str) -> ReasonCode:
        try:
            return self._await(lambda: self._answers.get(mid), otherwise)
        finally:
            self._answers.pop(mid, None)

    def _await(self, look: Callable[[], ReasonCode | None], otherwise: str) -> ReasonCode:
        until = time.monotonic() + self._patience.answer
        with self._changed:
            while (code := look()) is None:
                if self._ended is not None:
                    raise Refused(self._ended)
                if not self._changed.wait(until - time.monotonic()):
                    raise Refused(f"{otherwise} within {self._patience.answer} s")
            return code

    def _next(self, messages: queue.Queue[Message], otherwise: str) -> Message:
        until = time.monotonic() + self._patience.answer
        while True:
            try:
                return messages.get(timeout=0.1)
            except queue.Empty:
                if self._ended is not None:
                    raise Refused(self._ended) from None
                if time.monotonic() > until:
                    raise Refused(f"{otherwise} within {self._patience.answer} s") from None

    def _on_connect(
        self,
        _client: mqtt.Client,
        _data: object,
        _flags: mqtt.ConnectFlags,
        code: ReasonCode,
        told: Properties | None,
    ) -> None:
        with self._changed:
            self._reason = getattr(told, "ReasonString", "")
            self._connected = code
            self._changed.notify_all()

    def _on_disconnect(
        self,
        _client: mqtt.Client,
        _data: object,
        _flags: mqtt.DisconnectFlags,
        code: ReasonCode,
        told: Properties | None,
    ) -> None:
        with self._changed:
            self._ended = getattr(told, "ReasonString", "") or f"the connection ended: {code}"
            self._changed.notify_all()
        # Whoever was put out is not to knock again and again by itself.
        self._client.disconnect()

    def _on_subscribe(
        self,
        _client: mqtt.Client,
        _data: object,
        mid: int,
        codes: list[ReasonCode],
        _told: Properties | None,
    ) -> None:
        self._note(mid, codes[0])

    def _on_publish(
        self,
        _client: mqtt.Client,
        _data: object,
        mid: int,
        code: ReasonCode,
        _told: Properties | None,
    ) -> None:
        self._note(mid, code)

    def _note(self, mid: int, code: ReasonCode) -> None:
        with self._changed:
            self._answers[mid] = code
            self._changed.notify_all()

    def _on_message(self, _client: mqtt.Client, _data: object, got: mqtt.MQTTMessage) -> None:
        message = Message(got.topic.removeprefix(self._own), bytes(got.payload))
        part = message.topic.partition("/")[0]
        waiting = {"attest": self._attestation, "messages": self._mail}.get(part, self._messages)
        # A full queue holds up the acknowledgement, so that the gateway waits.
        waiting.put(message)


def tls(keys: Path, password: str, trust: Path) -> ssl.SSLContext:
    """TLS 1.3 that shows the certificate in ``keys`` and trusts that in ``trust`` alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_cert_chain(keys, password=password)
        context.load_verify_locations(trust)
    except (OSError, ssl.SSLError) as problem:
        raise Refused(f"{keys} and {trust} make no TLS: {problem}") from problem
    return context
