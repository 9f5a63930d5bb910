"""A forwarder: whoever connects to it in plain on this machine is this device at its gateway.

It holds the device's certificate, for programs that have none: a suite of tests, a debugger.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from birthmark_device.connection import tls
from birthmark_device.refused import Refused

_CHUNK = 65_536
_CONNECTIONS_MAX = 256


def forward(keys: Path, password: str, gateway: tuple[str, int], trust: Path, at: int) -> None:
    """Forwards what comes to the port ``at`` of this machine (0: any) until it is stopped."""
    context = tls(keys, password, trust)
    room = asyncio.Semaphore(_CONNECTIONS_MAX)

    async def one(near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        async with room:
            try:
                far_in, far_out = await asyncio.open_connection(*gateway, ssl=context)
            except OSError as problem:
                print(f"{gateway[0]}:{gateway[1]} cannot be reached: {problem}", flush=True)
                near_out.close()
                return
            ways = [
                asyncio.create_task(_pump(near_in, far_out)),
                asyncio.create_task(_pump(far_in, near_out)),
            ]
            # The end of one way is the end of both.
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            near_out.close()
            far_out.close()
            await asyncio.gather(*ways)

    async def serve() -> None:
        server = await asyncio.start_server(one, "127.0.0.1", at)
        port = server.sockets[0].getsockname()[1]
        print(f"Forwarding 127.0.0.1:{port} to {gateway[0]}:{gateway[1]}", flush=True)
        await server.serve_forever()

    try:
        asyncio.run(serve())
    except OSError as problem:
        raise Refused(f"nothing can listen on port {at}: {problem.strerror}") from None
    except KeyboardInterrupt:
        return


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while octets := await reader.read(_CHUNK):
            writer.write(octets)
            await writer.drain()
    except OSError:
        return
