"""What an attacker on the network does, in a process of its own; its answer is the last line.

attack.py plain PORT           MQTT without TLS
attack.py old PORT             TLS 1.2
attack.py nameless PORT        TLS 1.3 without a certificate
attack.py again PORT           the datagrams of standard input (hexadecimal, a line each), sent again
attack.py spoof PORT IP PORT HOST   the same to HOST, with another's address as their source
attack.py hear PORT            not an attack: how many octets come to a port until something is on standard input
"""

import select
import socket
import ssl
import struct
import sys

HOST = "127.0.0.1"
CONNECT = bytes.fromhex("101000044d5154540502003c00000378797a")
NOT_PERMITTED = 77


def said(sock):
    """What comes back, until there is nothing more."""
    sock.settimeout(20)
    octets = b""
    try:
        while more := sock.recv(4096):
            octets += more
    except OSError:
        pass  # the end of a connection may be abrupt
    return octets


def tls(port, version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    try:
        with context.wrap_socket(socket.create_connection((HOST, port))) as sock:
            sock.sendall(CONNECT)
            # A connection that is taken is answered by a packet of type 2.
            return "taken" if said(sock)[:1] == b"\x20" else "refused"
    except OSError:
        return "refused"


def plain(port):
    with socket.create_connection((HOST, port)) as sock:
        sock.sendall(CONNECT)
        return "taken" if said(sock)[:1] == b"\x20" else "refused"


def again(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for line in sys.stdin:
            sock.sendto(bytes.fromhex(line), (HOST, port))
    return "sent"


def spoof(port, source, source_port, host):
    try:
        sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    except PermissionError:
        sys.exit(NOT_PERMITTED)
    with sock:
        for line in sys.stdin:
            payload = bytes.fromhex(line)
            length = 8 + len(payload)
            udp = struct.pack("!HHHH", source_port, port, length, 0) + payload
            ends = socket.inet_aton(source), socket.inet_aton(host)
            # The kernel fills in what is nought.
            head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + length, 0, 0, 64, 17, 0, *ends)
            sock.sendto(head + udp, (host, 0))
    return "sent"


def hear(port):
    octets = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("", port))
        print("hearing", flush=True)
        while not select.select([sys.stdin], [], [], 0)[0]:
            octets += heard(sock, 0.2)
        # What is on its way still counts.
        while more := heard(sock, 1):
            octets += more
    return octets


def heard(sock, seconds):
    sock.settimeout(seconds)
    try:
        return len(sock.recv(65536))
    except TimeoutError:
        return 0


def main():
    way, port = sys.argv[1], int(sys.argv[2])
    match way:
        case "plain":
            print(plain(port))
        case "old":
            print(tls(port, ssl.TLSVersion.TLSv1_2))
        case "nameless":
            print(tls(port, ssl.TLSVersion.TLSv1_3))
        case "again":
            print(again(port))
        case "spoof":
            print(spoof(port, sys.argv[3], int(sys.argv[4]), sys.argv[5]))
        case "hear":
            print(hear(port))


main()
