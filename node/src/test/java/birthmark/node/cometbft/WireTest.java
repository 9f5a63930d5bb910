package birthmark.node.cometbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The octets that CometBFT and the ledger exchange. */
class WireTest {
  private static ProtoReader reader(String hex) {
    byte[] octets = Bytes.fromHex(hex).toByteArray();
    return new ProtoReader(octets, 0, octets.length);
  }

  private static Request request(String hex) {
    return Request.read(reader(hex));
  }

  private static String hex(ProtoWriter message) {
    return Bytes.ofOwned(message.delimited()).hex();
  }

  @Test
  void aNumberIsWrittenAsTheEncodingGuideOfProtocolBuffersDoes() {
    // https://protobuf.dev/programming-guides/encoding/: field 1 = 150 is 08 96 01.
    assertEquals("03089601", hex(new ProtoWriter().number(1, 150)));
    ProtoReader in = reader("089601");
    assertEquals(1, in.next());
    assertEquals(150, in.number());
    assertEquals(0, in.next());
  }

  @Test
  void textAndMessagesAreBehindTheirLength() {
    // The guide's field 2 = "testing", and field 3 = {1: 150}.
    assertEquals("09120774657374696e67", hex(new ProtoWriter().text(2, "testing")));
    assertEquals(
        "051a03089601", hex(new ProtoWriter().message(3, new ProtoWriter().number(1, 150))));
    assertEquals("testing", text(reader("120774657374696e67")));
  }

  private static String text(ProtoReader in) {
    assertEquals(2, in.next());
    return in.text();
  }

  @Test
  void negativeNumbersTakeTenOctets() {
    assertEquals("0b08ffffffffffffffffff01", hex(new ProtoWriter().number(1, -1)));
    ProtoReader in = reader("08ffffffffffffffffff01");
    assertEquals(1, in.next());
    assertEquals(-1, in.number());
  }

  @Test
  void whatIsNotAskedForIsPassedOver() {
    // Fields 7 (a number), 6 (octets), 5 (four octets), 4 (eight octets), then field 1.
    ProtoReader in = reader("3805" + "320161" + "2d01020304" + "210102030405060708" + "0801");
    int field = in.next();
    while (field != 1) {
      field = in.next();
    }
    assertEquals(1, in.number());
    assertEquals(0, in.next());
  }

  @Test
  void whatIsCutShortOrNoMessageIsRefused() {
    for (String cut :
        List.of("08", "0896", "1205616263", "0bff", "00", "08ffffffffffffffffffff01")) {
      assertThrows(
          ProtoReader.MalformedException.class,
          () -> {
            ProtoReader in = reader(cut);
            while (in.next() != 0) {
              in.bytes();
            }
          },
          cut);
    }
    assertThrows(ProtoReader.MalformedException.class, () -> request(""));
    assertThrows(ProtoReader.MalformedException.class, () -> request("220100"));
  }

  @Test
  void aFinalizedBlockIsReadAsCometBftWritesIt() {
    // RequestFinalizeBlock (20) with txs (1) "ab" and "", height (5) 7, time (6) 1 s and 2.5 ms.
    Request.FinalizeBlock block =
        assertInstanceOf(
            Request.FinalizeBlock.class,
            request("a20111" + "0a026162" + "0a00" + "2807" + "3207080110a0cb9801"));
    assertEquals(7, block.height());
    assertEquals(1_002, block.timeMillis());
    assertEquals(List.of(Bytes.fromHex("6162"), Bytes.EMPTY), block.txs());
    assertFalse(block.doubleVotes());
  }

  @Test
  void aFinalizedBlockSaysWhetherAReplicaVotedTwice() {
    // RequestFinalizeBlock (20) with a misbehavior (3): its type (1) and height (3), then height
    // (5).
    for (boolean twice : new boolean[] {true, false}) {
      String kind = twice ? "01" : "02";
      Request.FinalizeBlock block =
          assertInstanceOf(
              Request.FinalizeBlock.class, request("a20108" + "1a0408" + kind + "1806" + "2807"));
      assertEquals(twice, block.doubleVotes(), "another kind is an attack on light clients");
      assertEquals(7, block.height());
    }
  }

  @Test
  void theExtensionsOfTheVotesOnTheBlockBeforeAreReadWithAProposal() {
    // RequestPrepareProposal (16): max_tx_bytes (1) 300, local_last_commit (3) with two votes (2),
    // of which one has an extension (3) "ab", and height (5) 9.
    Request.PrepareProposal asked =
        assertInstanceOf(
            Request.PrepareProposal.class,
            request("820111" + "08ac02" + "1a0a" + "12041a026162" + "12022802" + "2809"));
    assertEquals(300, asked.octetsMax());
    assertEquals(9, asked.height());
    assertEquals(List.of(Bytes.fromHex("6162")), asked.extensions());
  }

  @Test
  void bundlesReadAsTheyWereWritten() {
    for (Bundle bundle :
        List.of(
            new Bundle.Statements(List.of(Bytes.fromHex("01"), Bytes.fromHex("020304"))),
            new Bundle.FinalCheckpoint(Bytes.fromHex("6162")))) {
      assertEquals(Optional.of(bundle), Bundle.decode(bundle.encode()));
    }
  }

  @Test
  void bundlesThatAreCutOrOfNoKindAreNone() {
    Bytes whole =
        new Bundle.Statements(List.of(Bytes.fromHex("0102"), Bytes.fromHex("03"))).encode();
    for (int length = 0; length < whole.length(); length++) {
      Bytes cut = whole.slice(0, length);
      // Cut behind the first statement it is a bundle of one.
      assertEquals(length == 7, Bundle.decode(cut).isPresent(), cut.hex());
    }
    assertEquals(Optional.empty(), Bundle.decode(Bytes.fromHex("0300000001aa")));
    assertEquals(Optional.empty(), Bundle.decode(Bytes.fromHex("0200000000")));
    assertEquals(Optional.empty(), Bundle.decode(Bytes.fromHex("02ffffffff01")));
  }
}
