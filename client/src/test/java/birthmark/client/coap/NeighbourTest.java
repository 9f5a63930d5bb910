package birthmark.client.coap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.Fault;
import birthmark.client.messages.Message;
import birthmark.client.messages.MessageException;
import birthmark.client.messages.Trio;
import birthmark.client.sdk.ClientException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Things that talk over CoAP and DTLS with nobody in between. */
@Tag("real")
class NeighbourTest {
  @TempDir private Path folder;

  private final List<String> heard = new CopyOnWriteArrayList<>();

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private Neighbour listening(Trio.Member who, Correspondent side) throws ClientException {
    return new Neighbour(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        who.pair(),
        side,
        (Message message) ->
            heard.add(new String(message.content().toByteArray(), StandardCharsets.UTF_8)));
  }

  @Test
  void twoThingsExchangeMessagesWithNobodyBetweenAcrossARestartOfEither() throws Exception {
    Trio trio = new Trio(folder);
    for (String text : List.of("one", "two", "three")) {
      try (Correspondent left = trio.open(trio.ann());
          Correspondent right = trio.open(trio.ben());
          Neighbour from = listening(trio.ann(), left);
          Neighbour to = listening(trio.ben(), right)) {
        Correspondent.Outgoing sent = left.send(trio.ben().thing(), text(text));
        from.deliver(to.address(), sent);
        from.deliver(to.address(), sent);
        assertEquals(List.of(), left.unanswered());
        to.deliver(from.address(), right.send(trio.ann().thing(), text(text + " back")));
        assertEquals(left.commitment(), right.commitment());
      }
    }
    assertEquals(List.of("one", "one back", "two", "two back", "three", "three back"), heard);
  }

  @Test
  void whoIsNoPartyToTheAgreementHasNoConnectionAndAPartyNothingThatIsAnothers() throws Exception {
    Trio trio = new Trio(folder);
    Trio.Member mallory = Trio.member("X25519", "Ed25519");
    try (Correspondent left = trio.open(trio.ann());
        Correspondent right = trio.open(trio.ben());
        Correspondent third = trio.open(trio.eve());
        Neighbour from = listening(trio.ann(), left);
        Neighbour to = listening(trio.ben(), right);
        Neighbour other = listening(trio.eve(), third);
        Neighbour thief = listening(mallory, third)) {
      Correspondent.Outgoing sent = left.send(trio.ben().thing(), text("open the door"));
      assertThrows(ClientException.class, () -> thief.deliver(to.address(), sent));
      // A man in the middle shows a key that is good, but of nobody that the agreement names.
      assertThrows(ClientException.class, () -> from.deliver(thief.address(), sent));
      MessageException refused =
          assertThrows(MessageException.class, () -> from.deliver(other.address(), sent));
      assertEquals(Fault.REFUSED, refused.fault());
      assertEquals(List.of(), heard);
      assertEquals(1, left.unanswered().size());
    }
  }

  @Test
  void nothingIsAnsweredWithoutDtlsNorByNonsense() throws Exception {
    Trio trio = new Trio(folder);
    try (Correspondent left = trio.open(trio.ann());
        Correspondent right = trio.open(trio.ben());
        Neighbour from = listening(trio.ann(), left);
        Neighbour to = listening(trio.ben(), right);
        DatagramSocket socket = new DatagramSocket()) {
      Random random = new Random(8);
      for (int i = 0; i < 300; i++) {
        byte[] nonsense = new byte[1 + random.nextInt(200)];
        random.nextBytes(nonsense);
        if (i % 3 == 0) {
          // A plain CoAP POST to the same resource.
          byte[] plain = {0x40, 0x02, 0, (byte) i, (byte) 0xb8, 'm', 'e', 's', 's', 'a', 'g', 'e'};
          nonsense = plain;
        } else if (i % 3 == 1 && nonsense.length > 3) {
          nonsense[0] = 22;
          nonsense[1] = (byte) 0xfe;
          nonsense[2] = (byte) 0xfd;
        }
        socket.send(new DatagramPacket(nonsense, nonsense.length, to.address()));
      }
      from.deliver(to.address(), left.send(trio.ben().thing(), text("still there")));
      assertEquals(List.of("still there"), heard);
    }
  }
}
