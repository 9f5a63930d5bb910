package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class PeerSharesTest {
  private final PeerShares peers = new PeerShares(2);

  private boolean take(String address) {
    return peers.take(InetAddress.ofLiteral(address));
  }

  private void giveBack(String address) {
    peers.giveBack(InetAddress.ofLiteral(address));
  }

  @Test
  void anAddressHasNoMoreThanItsShareWhateverOthersHave() {
    assertTrue(take("192.0.2.1"));
    assertTrue(take("192.0.2.1"));
    assertFalse(take("192.0.2.1"));
    assertTrue(take("192.0.2.2"));
    giveBack("192.0.2.1");
    assertTrue(take("192.0.2.1"));
    assertFalse(take("192.0.2.1"));
  }

  @Test
  void theAddressesOfOneSiteInIpv6AreOnePeer() {
    assertTrue(take("2001:db8:0:1::1"));
    assertTrue(take("2001:db8:0:1:ffff::2"));
    assertFalse(take("2001:db8:0:1::3"));
    assertTrue(take("2001:db8:0:2::1"));
  }

  @Test
  void anAddressOfOneKindIsNotTakenForOneOfTheOther() {
    assertTrue(take("::"));
    assertTrue(take("::"));
    assertTrue(take("0.0.0.0"));
  }

  @Test
  void whoHasNothingOpenTakesNoRoomInTheTable() {
    for (int i = 0; i < 100; i++) {
      String address = "198.51.100." + i;
      assertTrue(take(address));
      giveBack(address);
    }
    assertEquals(0, peers.peers());
  }
}
