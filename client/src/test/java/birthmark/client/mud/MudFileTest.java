package birthmark.client.mud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MudFileTest {
  private static final String MATCHES =
      "\"ipv4\": {\"protocol\": 6, \"ietf-acldns:dst-dnsname\": \"a.example\"}, \"tcp\":"
          + " {\"destination-port\": {\"operator\": \"eq\", \"port\": 443}}";

  private static MudFile parsed(String matches) throws MudException {
    String file =
        """
        {"ietf-mud:mud": {"mud-version": 1, "mud-url": "https://a.example/m", "systeminfo": "A",
          "from-device-policy": {"access-lists": {"access-list": [{"name": "from"}]}}},
         "ietf-access-control-list:acls": {"acl": [{"name": "from", "type": "ipv4-acl-type",
          "aces": {"ace": [{"name": "one", "matches": {%s}, "actions": {"forwarding": "accept"}}]}}]}}
        """
            .formatted(matches);
    return MudFile.parse(Bytes.copyOf(file.getBytes(StandardCharsets.UTF_8)));
  }

  private static Nftables table(MudFile file, Set<String> without, OptionalLong rate) {
    return new Nftables(
        file,
        new Filter(
            "lan1",
            "02:00:00:00:00:01",
            List.of(),
            List.of(),
            List.of(),
            false,
            List.of(),
            without,
            Optional.empty(),
            true,
            true,
            rate));
  }

  /** What a file says and nobody understands could only make its entries wider. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "eq" | "between"
          "destination-port" | "destination-ports"
          "tcp" | "sctp"
          a.example | a.example\\"; accept #
          a.example | a..example
          ietf-acldns:dst-dnsname | ietf-acldns:src-dnsname
          : 6 | : 256
          port": 443 | port": 65536
          """)
  void whatIsNotUnderstoodIsRefused(String from, String to) throws MudException {
    parsed(MATCHES);
    String changed = MATCHES.replace(from, to);
    assertThrows(MudException.class, () -> parsed(changed), changed);
  }

  @Test
  void whatIsTooLongOrNoJsonIsRefused() {
    for (byte[] octets :
        List.of(
            new byte[MudFile.LENGTH_MAX + 1], new byte[0], "[]".getBytes(StandardCharsets.UTF_8))) {
      assertThrows(MudException.class, () -> MudFile.parse(Bytes.copyOf(octets)));
    }
  }

  @Test
  void theOperatorTakesEntriesAwayAndLimitsTheRate() throws MudException {
    MudFile file = parsed(MATCHES);
    String whole = table(file, Set.of(), OptionalLong.of(50_000)).ruleset();
    assertTrue(whole.contains("limit rate over 50000 bytes/second"), whole);
    assertTrue(whole.contains("th dport 443"), whole);
    String less = table(file, Set.of("one"), OptionalLong.empty()).ruleset();
    assertFalse(less.contains("443"), less);
    assertEquals("\n", table(file, Set.of("one"), OptionalLong.empty()).dnsmasq());
  }
}
