package birthmark.client.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedContentTest {
  private static final Bytes CONTENT =
      Bytes.ofOwned("what only the regulator reads".getBytes(StandardCharsets.UTF_8));
  private static final PartyId MAKER = new PartyId(Sha256.of(Bytes.fromHex("01")));
  private static final PartyId REGULATOR = new PartyId(Sha256.of(Bytes.fromHex("02")));
  private static final SealedContent.Way WAY =
      new SealedContent.Way(Sha256.of(Bytes.EMPTY), MAKER, REGULATOR);

  private static KeyPair pair(String algorithm) throws Exception {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
  }

  private static CoseKey key(KeyPair pair) throws Exception {
    return JdkSignatures.coseKey(pair.getPublic(), CoseKey.Use.AGREE);
  }

  @Test
  void onlyWhoHoldsTheKeyReadsIt() throws Exception {
    KeyPair regulator = pair("X25519");
    SealedContent sealed = SealedContent.seal(key(regulator), WAY, CONTENT);
    SealedContent carried = SealedContent.decode(sealed.encode());
    assertEquals(sealed, carried);
    assertEquals(CONTENT, carried.open(regulator.getPrivate(), key(regulator), WAY));
    KeyPair other = pair("X25519");
    MessageException refused =
        assertThrows(
            MessageException.class, () -> carried.open(other.getPrivate(), key(other), WAY));
    assertEquals(Fault.NOT_SEALED_TO_US, refused.fault());
  }

  @Test
  void nobodyPassesItOffAsItsOwnOrOnToAnother() throws Exception {
    KeyPair regulator = pair("X25519");
    SealedContent sealed = SealedContent.seal(key(regulator), WAY, CONTENT);
    for (SealedContent.Way other :
        List.of(
            new SealedContent.Way(WAY.network(), REGULATOR, REGULATOR),
            new SealedContent.Way(WAY.network(), MAKER, MAKER),
            new SealedContent.Way(Sha256.of(CONTENT), MAKER, REGULATOR))) {
      assertThrows(
          MessageException.class, () -> sealed.open(regulator.getPrivate(), key(regulator), other));
    }
  }

  @Test
  void theSameContentIsSealedOtherwiseEachTime() throws Exception {
    CoseKey key = key(pair("X25519"));
    assertEquals(
        2,
        List.of(SealedContent.seal(key, WAY, CONTENT), SealedContent.seal(key, WAY, CONTENT))
            .stream()
            .distinct()
            .count());
  }

  @Test
  void everyChangedOctetIsNoticed() throws Exception {
    KeyPair regulator = pair("X25519");
    byte[] octets = SealedContent.seal(key(regulator), WAY, CONTENT).encode().toByteArray();
    for (int i = 0; i < octets.length; i++) {
      byte[] changed = octets.clone();
      changed[i] ^= 1;
      assertThrows(
          MessageException.class,
          () ->
              SealedContent.decode(Bytes.ofOwned(changed))
                  .open(regulator.getPrivate(), key(regulator), WAY),
          "octet " + i);
    }
  }
}
