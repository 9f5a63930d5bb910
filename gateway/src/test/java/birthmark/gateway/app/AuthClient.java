package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Enhanced authentication of MQTT 5 by hand (sections 3.1, 3.2, 3.15): the clients that the other
 * tests use know none while they connect.
 */
final class AuthClient implements AutoCloseable {
  static final int CONNACK = 2;
  static final int AUTH = 15;
  static final int CONTINUE = 0x18;
  static final int AGAIN = 0x19;
  private static final int METHOD = 0x15;
  private static final int DATA = 0x16;
  private static final int REASON = 0x1f;

  private final SSLSocket socket;
  private final DataInputStream in;

  /** A packet that came: its type, reason code, authentication data, and reason in words. */
  record Packet(int type, int code, Bytes data, String reason) {}

  AuthClient(int port, SSLContext tls) throws IOException {
    socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(30_000);
    in = new DataInputStream(socket.getInputStream());
  }

  /** The answer to a connection by {@code method}. */
  Packet connect(String clientId, String method, byte[] data) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeUTF("MQTT");
    out.write(new byte[] {5, 2, 0, 60});
    properties(out, method, data);
    out.writeUTF(clientId);
    return exchange(0x10, body);
  }

  /** The answer to a step of the method. */
  Packet auth(int code, String method, byte[] data) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.write(code);
    properties(out, method, data);
    return exchange(0xf0, body);
  }

  private static void properties(DataOutputStream out, String method, byte[] data)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    DataOutputStream properties = new DataOutputStream(all);
    properties.write(METHOD);
    properties.writeUTF(method);
    properties.write(DATA);
    properties.writeShort(data.length);
    properties.write(data);
    length(out, all.size());
    out.write(all.toByteArray());
  }

  private static void length(DataOutputStream out, int length) throws IOException {
    int rest = length;
    while (rest > 127) {
      out.write((rest & 127) | 128);
      rest >>= 7;
    }
    out.write(rest);
  }

  private static int length(DataInputStream in) throws IOException {
    int length = 0;
    int shift = 0;
    int octet;
    do {
      octet = in.readUnsignedByte();
      length |= (octet & 127) << shift;
      shift += 7;
    } while (octet > 127);
    return length;
  }

  private Packet exchange(int first, ByteArrayOutputStream body) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.write(first);
    length(out, body.size());
    out.write(body.toByteArray());
    out.flush();
    int type = in.readUnsignedByte() >> 4;
    int all = length(in);
    // What a packet leaves out at its end is nought.
    boolean flags = type == CONNACK && in.readUnsignedByte() >= 0;
    int code = all > 0 ? in.readUnsignedByte() : 0;
    int left = all > (flags ? 2 : 1) ? length(in) : 0;
    byte[] data = new byte[0];
    String reason = "";
    while (left > 0) {
      int property = in.readUnsignedByte();
      byte[] value = value(property);
      left -=
          1 + value.length + (property == METHOD || property == DATA || property == REASON ? 2 : 0);
      if (property == DATA) {
        data = value;
      } else if (property == REASON) {
        reason = new String(value, StandardCharsets.UTF_8);
      }
    }
    return new Packet(type, code, Bytes.copyOf(data), reason);
  }

  /** A property's value; those of these packets that are not text are of known lengths. */
  private byte[] value(int property) throws IOException {
    return switch (property) {
      case METHOD, DATA, REASON -> in.readNBytes(in.readUnsignedShort());
      case 0x24, 0x25, 0x28, 0x29, 0x2a -> in.readNBytes(1);
      case 0x13, 0x21, 0x22 -> in.readNBytes(2);
      case 0x11, 0x27 -> in.readNBytes(4);
      default -> throw new IOException("property " + property);
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
