"""A server in a process of its own that stands where the gateway should: CERTIFICATE KEY.

It says where it listens, then how many octets of MQTT it was told by whoever came.
"""

import socket
import ssl
import sys

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
with socket.create_server(("127.0.0.1", 0)) as server:
    server.settimeout(30)
    print(server.getsockname()[1], flush=True)
    connection, _ = server.accept()
    try:
        with context.wrap_socket(connection, server_side=True) as told:
            print(len(told.recv(4096)), flush=True)
    except OSError:
        print(0, flush=True)
