"""Tries usage descriptions as filters: every listed flow and its near misses, as packets between network namespaces.

usage: flows.py FOLDER    FOLDER has PROFILE.json, PROFILE.nft, PROFILE.dnsmasq and PROFILE.keep (yes or no) for each profile; where there is a
                          PROFILE.rate, what a hijacked device gets through in octets is held against that rate instead.

A device and the rest of the world hang on two ports of a bridge, the router, in a namespace each. What may pass is decided here once more, from the
file alone. Prints a line for each packet that fared otherwise than it should, then the numbers of packets; needs root, ip, nft and dnsmasq.
"""

import ctypes
import glob
import ipaddress
import json
import os
import socket
import struct
import subprocess
import sys
import time

DEVICE, WORLD = "02:00:00:00:00:01", "02:00:00:00:00:02"
ROUTER4, ROUTER6 = "10.66.0.1", "fd66::1"
OWN4, OWN6 = "10.66.0.2", "fd66::2"
NAMESPACES = ["mud-router", "mud-device", "mud-world"]
libc = ctypes.CDLL(None, use_errno=True)


def run(*command):
    subprocess.run(command, check=True, capture_output=True, text=True)


def router(*command):
    run("ip", "netns", "exec", "mud-router", *command)


def build():
    for name in NAMESPACES:
        run("ip", "netns", "add", name)
    router("ip", "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
    for port, far, namespace, mac in [("p0", "d1", "mud-device", DEVICE), ("w0", "w1", "mud-world", WORLD)]:
        router("ip", "link", "add", port, "type", "veth", "peer", "name", far, "netns", namespace)
        router("ip", "link", "set", port, "master", "br0", "up")
        run("ip", "netns", "exec", namespace, "ip", "link", "set", far, "address", mac, "up")
    router("ip", "addr", "add", ROUTER4 + "/16", "dev", "br0")
    router("ip", "link", "set", "br0", "up")
    router("ip", "link", "set", "lo", "up")


def remove():
    for name in NAMESPACES:
        subprocess.run(["ip", "netns", "del", name], capture_output=True)


def port(namespace, interface):
    """A socket for whole frames on an interface of a namespace."""
    with open("/proc/self/ns/net") as own, open("/var/run/netns/" + namespace) as there:
        assert libc.setns(there.fileno(), 0) == 0
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        sock.bind((interface, 0))
        assert libc.setns(own.fileno(), 0) == 0
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
    sock.setblocking(False)
    return sock


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def frame(packet, token):
    """The octets of a packet: a dict with from_device, family, peer, protocol, sport, dport, syn, icmp, nexthdr, ethertype."""
    out = packet["from_device"]
    link = mac(WORLD if out else DEVICE) + mac(DEVICE if out else WORLD)
    if packet.get("mac"):
        link = mac(packet["mac"]) + link[6:]
    if packet["family"] == 0:
        return link + struct.pack("!H", packet["ethertype"]) + token
    protocol = packet["protocol"]
    ports = struct.pack("!HH", packet["sport"], packet["dport"])
    if protocol == 6:
        above = ports + struct.pack("!IIBBHHH", 1, 1, 0x50, 2 if packet["syn"] else 16, 1024, 0, 0)
    elif protocol == 17:
        above = ports + struct.pack("!HH", 8 + len(token), 0)
    elif protocol in (1, 58):
        above = struct.pack("!BBHI", *packet["icmp"], 0, 0)
    else:
        above = b"\0" * 8
    above += token
    six = packet["family"] == 6
    own, peer = ipaddress.ip_address(OWN6 if six else OWN4), ipaddress.ip_address(packet["peer"])
    source, destination = (own, peer) if out else (peer, own)
    if six:
        header = struct.pack("!IHBB", 6 << 28, len(above), protocol, 1) + source.packed + destination.packed
        return link + b"\x86\xdd" + header + above
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(above), 1, 0, 1, protocol, 0) + source.packed + destination.packed
    total = sum(struct.unpack("!10H", header))
    total = (total & 0xFFFF) + (total >> 16)
    header = header[:10] + struct.pack("!H", ~(total + (total >> 16)) & 0xFFFF) + header[12:]
    return link + b"\x08\x00" + header + above


def entries(profile):
    """(from_device, family, matches) of each entry, in order."""
    mud = profile["ietf-mud:mud"]
    lists = profile.get("ietf-access-control-list:access-lists") or profile["ietf-access-control-list:acls"]
    by_name = {each["name"]: each for each in lists["acl"]}
    for policy in ("from-device-policy", "to-device-policy"):
        for each in mud.get(policy, {}).get("access-lists", {}).get("access-list", []):
            acl = by_name[each["name"]]
            family = {"ipv4-acl-type": 4, "ipv6-acl-type": 6, "ethernet-acl-type": 0}[acl["type"]]
            for ace in acl["aces"]["ace"]:
                yield policy.startswith("from"), family, ace["matches"]


def names(profile):
    found = {}
    for _, _, matches in entries(profile):
        for layer in ("ipv4", "ipv6"):
            for key in ("ietf-acldns:dst-dnsname", "ietf-acldns:src-dnsname"):
                name = matches.get(layer, {}).get(key)
                if name:
                    found.setdefault(name.lower(), len(found) + 1)
    return {n: {4: f"198.18.{i // 50}.{i % 50 * 5 + 1}", 6: f"2001:db8:1::{i * 16:x}"} for n, i in found.items()}


LOCAL = {4: "192.168.1.77", 6: "fe80::77"}
LOCALS = {4: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], 6: ["fe80::/10", "fc00::/7"]}


def peer(family, matches, known):
    """(an address of the entry's peer, or None where there can be none; a function that says whether an address is one)."""
    ip = matches.get("ipv%d" % family, {})
    mud = matches.get("ietf-mud:mud", {})
    tests, address = [], None
    for key, value in ip.items():
        if key.endswith("dnsname"):
            address = known[value.lower()][family]
            tests.append(lambda a, is_=address: a == ipaddress.ip_address(is_))
        elif key.endswith("network"):
            network = ipaddress.ip_network(value)
            if network.version != family:
                return None, lambda a: False
            address = str(network.network_address + (251 if network.num_addresses > 1 else 0))
            tests.append(lambda a, in_=network: a in in_)
    if "controller" in mud:
        is_ = {4: ROUTER4, 6: ROUTER6}[family]
        address = is_
        tests.append(lambda a: a == ipaddress.ip_address(is_))
    if "local-networks" in mud and not tests:
        address = LOCAL[family]
        nets = [ipaddress.ip_network(n) for n in LOCALS[family]]
        tests.append(lambda a: any(a in n for n in nets))
    return address or {4: "203.0.113.9", 6: "2001:db8:9::9"}[family], lambda a: all(t(a) for t in tests)


def listed(entry, known):
    """The packet that an entry lists; None where none can be."""
    from_device, family, matches = entry
    eth = matches.get("eth", {})
    if family == 0:
        return {"from_device": from_device, "family": 0, "ethertype": int(eth["ethertype"], 16), "mac": eth.get("destination-mac-address")}
    address, _ = peer(family, matches, known)
    if address is None:
        return None
    transport = matches.get("tcp") or matches.get("udp") or {}
    icmp = matches.get("icmp", {})
    begins = matches.get("tcp", {}).get("ietf-mud:direction-initiated")
    return {
        "from_device": from_device,
        "family": family,
        "peer": address,
        "protocol": matches["ipv%d" % family]["protocol"],
        "sport": transport.get("source-port", {}).get("port", 40001),
        "dport": transport.get("destination-port", {}).get("port", 40001),
        "syn": begins is None or (begins == "from-device") == from_device,
        "icmp": (icmp.get("type", 8), icmp.get("code", 0)),
        "mac": eth.get("destination-mac-address"),
    }


def allows(entry, packet, known):
    from_device, family, matches = entry
    if from_device != packet["from_device"] or family != packet["family"]:
        return False
    eth = matches.get("eth", {})
    if "destination-mac-address" in eth and eth["destination-mac-address"] != packet.get("mac"):
        return False
    if family == 0:
        return int(eth["ethertype"], 16) == packet["ethertype"]
    _, test = peer(family, matches, known)
    if not test(ipaddress.ip_address(packet["peer"])) or matches["ipv%d" % family]["protocol"] != packet["protocol"]:
        return False
    for layer in ("tcp", "udp"):
        for key, side in (("source-port", "sport"), ("destination-port", "dport")):
            if key in matches.get(layer, {}) and matches[layer][key]["port"] != packet[side]:
                return False
    icmp = matches.get("icmp", {})
    if icmp and (icmp["type"], icmp["code"]) != packet["icmp"]:
        return False
    begins = matches.get("tcp", {}).get("ietf-mud:direction-initiated")
    return not (begins and packet["syn"] and (begins == "from-device") != from_device)


def near_misses(packet):
    if packet["family"] == 0:
        yield {**packet, "ethertype": packet["ethertype"] + 1}
        yield {**packet, "from_device": not packet["from_device"], "mac": None}
        return
    for side in ("sport", "dport"):
        if packet[side] != 40001:
            yield {**packet, side: packet[side] + 1}
            yield {**packet, side: packet[side] - 1}
    yield {**packet, "protocol": {6: 17, 17: 6}.get(packet["protocol"], 132)}
    neighbour = type(ipaddress.ip_address(packet["peer"]))(int(ipaddress.ip_address(packet["peer"])) ^ 1)
    yield {**packet, "peer": str(neighbour)}
    yield {**packet, "from_device": not packet["from_device"], "sport": packet["dport"], "dport": packet["sport"], "syn": True, "mac": None}
    if packet["protocol"] in (1, 58):
        yield {**packet, "icmp": (packet["icmp"][0] + 1, packet["icmp"][1])}


def resolve(known):
    """Asks the router's resolver for every name, as the device would."""
    with open("/proc/self/ns/net") as own, open("/var/run/netns/mud-router") as there:
        assert libc.setns(there.fileno(), 0) == 0
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        assert libc.setns(own.fileno(), 0) == 0
    sock.settimeout(0.5)
    for name in known:
        for kind in (1, 28):
            question = b"".join(bytes([len(p)]) + p.encode() for p in name.split(".")) + b"\0" + struct.pack("!HH", kind, 1)
            for _ in range(20):
                sock.sendto(struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + question, (ROUTER4, 53))
                try:
                    sock.recv(4096)
                    break
                except (TimeoutError, ConnectionRefusedError):
                    time.sleep(0.05)
            else:
                raise SystemExit("the resolver does not answer for " + name)
    sock.close()


def resolver(options):
    start = ["ip", "netns", "exec", "mud-router", "dnsmasq", "--keep-in-foreground", "--user=root", "--no-hosts", "--bind-interfaces"]
    if not any(option.startswith("--conf-file") for option in options):
        start.append("--conf-file=/dev/null")
    return subprocess.Popen(start + ["--pid-file=", "--log-facility=-"] + options, stderr=subprocess.DEVNULL)


def drain(sock):
    seen = []
    while True:
        try:
            seen.append(sock.recv(4096))
        except BlockingIOError:
            return b"".join(seen)


def attempt(folder, name, device, world):
    profile = json.load(open(f"{folder}/{name}.json"))
    keep = open(f"{folder}/{name}.keep").read().strip() == "yes"
    known = names(profile)
    router("nft", "flush", "ruleset")
    router("nft", "-f", f"{folder}/{name}.nft")
    addresses = [f"--address=/{n}/{a}" for n, both in known.items() for a in both.values()]
    # What the world says of its names, and the site's resolver, which asks it and fills the sets.
    servers = [
        resolver(["--no-resolv", "--port=5353", "--listen-address=127.0.0.1"] + addresses),
        resolver(["--no-resolv", "--server=127.0.0.1#5353", "--listen-address=" + ROUTER4, f"--conf-file={folder}/{name}.dnsmasq"]),
    ]
    try:
        resolve(known)
    finally:
        for each in servers:
            each.terminate()
            each.wait()
    every = list(entries(profile))
    kept = [e for e in every if keep or "local-networks" not in e[2].get("ietf-mud:mud", {})]
    packets = []
    for entry in every:
        packet = listed(entry, known)
        if packet is None:
            continue
        if entry in kept and not allows(entry, packet, known):
            raise SystemExit(f"{name}: the trial contradicts itself at {entry}")
        packets.append((packet, "listed" if entry in kept else "taken away"))
        packets += [(near, "near miss") for near in near_misses(packet)]
    drain(device), drain(world)
    counts = {}
    for number, (packet, kind) in enumerate(packets):
        token = b"<%s %06d>" % (name[:8].encode(), number)
        (device if packet["from_device"] else world).send(frame(packet, token))
        if number % 200 == 199:
            time.sleep(0.01)
    time.sleep(0.2)
    arrived = {True: drain(world), False: drain(device)}
    for number, (packet, kind) in enumerate(packets):
        token = b"<%s %06d>" % (name[:8].encode(), number)
        passed = token in arrived[packet["from_device"]]
        should = any(allows(entry, packet, known) for entry in kept)
        what = kind + (" passed" if passed else " dropped")
        counts[what] = counts.get(what, 0) + 1
        if passed != should:
            print(f"WRONG {name}: {kind} {'passed' if passed else 'was dropped'}: {packet}")
    print(f"{name} {'keeps' if keep else 'without'} local networks: {counts}")


def flood(folder, name, device, world):
    """Sends as much as it can of what an entry allows, for some seconds: all that gets through is what the rate allows."""
    rate = int(open(f"{folder}/{name}.rate").read())
    profile = json.load(open(f"{folder}/{name}.json"))
    known = names(profile)
    router("nft", "flush", "ruleset")
    router("nft", "-f", f"{folder}/{name}.nft")
    servers = [
        resolver(["--no-resolv", "--port=5353", "--listen-address=127.0.0.1"] + [f"--address=/{n}/{a}" for n, both in known.items() for a in both.values()]),
        resolver(["--no-resolv", "--server=127.0.0.1#5353", "--listen-address=" + ROUTER4, f"--conf-file={folder}/{name}.dnsmasq"]),
    ]
    try:
        resolve(known)
    finally:
        for each in servers:
            each.terminate()
            each.wait()
    packet = next(p for p in (listed(e, known) for e in entries(profile) if e[0] and e[1] == 4) if p and p["protocol"] == 17)
    octets = frame(packet, b"<flood>" + bytes(900))
    drain(device), drain(world)
    start, sent, passed = time.monotonic(), 0, 0
    while time.monotonic() - start < 2:
        for _ in range(20):
            device.send(octets)
            sent += len(octets)
        passed += len(drain(world))
        time.sleep(0.002)
    time.sleep(0.2)
    passed += len(drain(world))
    # The burst of two seconds, and what came since; a frame in flight at either end, and the link layer, which is not counted.
    allowed = 1.05 * rate * (2 + time.monotonic() - start) + 2 * len(octets)
    if passed > allowed or passed < rate or sent < 10 * allowed:
        print(f"WRONG {name}: {passed} octets passed of {sent}, {allowed} are allowed")
    print(f"{name}: {passed} octets passed of {sent}")


def main(folder):
    remove()
    build()
    try:
        device, world = port("mud-device", "d1"), port("mud-world", "w1")
        time.sleep(0.5)
        for path in sorted(glob.glob(folder + "/*.json")):
            name = os.path.basename(path)[: -len(".json")]
            (flood if os.path.exists(f"{folder}/{name}.rate") else attempt)(folder, name, device, world)
    finally:
        remove()


main(sys.argv[1])
