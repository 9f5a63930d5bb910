package birthmark.gs1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigitalLinkTest {
  private static final String GTIN = "09506000134352";

  @Test
  void productVariantLotAndSerialAreRead() {
    DigitalLink link =
        DigitalLink.parse(
            "https://example.org/01/" + GTIN + "/22/2A/10/ABC%2F1/21/12345?17=281231");
    assertEquals(new Gtin(GTIN), link.gtin());
    assertEquals(Optional.of("2A"), link.variant());
    assertEquals(Optional.of("ABC/1"), link.lot());
    assertEquals(Optional.of("12345"), link.serial());
  }

  @ParameterizedTest
  @CsvSource({
    "https://id.gs1.org/01/09506000134352, https://id.gs1.org/01/09506000134352",
    "http://shop.example/a/b/01/9506000134352/21/x_y, https://id.gs1.org/01/09506000134352/21/x_y",
    "https://d.example/01/00000096385074/10/a%2bb/21/1#top,"
        + " https://id.gs1.org/01/00000096385074/10/a%2Bb/21/1",
    "HTTPS://D.EXAMPLE/01/96385074/21/01/, https://id.gs1.org/01/00000096385074/21/01",
    "https://d.example/01/shop/01/96385074, https://id.gs1.org/01/00000096385074",
  })
  void everyWayToWriteALinkHasOneCanonicalForm(String uri, String canonical) {
    assertEquals(canonical, DigitalLink.parse(uri).canonical());
    assertEquals(canonical, DigitalLink.parse(canonical).canonical());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "id.gs1.org/01/09506000134352",
        "ftp://id.gs1.org/01/09506000134352",
        "https://01/09506000134352",
        "https://id.gs1.org/",
        "https://id.gs1.org/8004/0950600013430000001",
        "https://id.gs1.org/01/09506000134351",
        "https://id.gs1.org/01/0950600013435",
        "https://id.gs1.org/01/09506000134352/21",
        "https://id.gs1.org/01/09506000134352/21/",
        "https://id.gs1.org/01/09506000134352/21//",
        "https://id.gs1.org/01/09506000134352/21/1/10/2",
        "https://id.gs1.org/01/09506000134352/21/1/21/2",
        "https://id.gs1.org/01/09506000134352/99/1",
        "https://id.gs1.org/01/09506000134352/21/a%2",
        "https://id.gs1.org/01/09506000134352/21/a%",
        "https://id.gs1.org/01/09506000134352/21/a%zz",
        "https://id.gs1.org/01/09506000134352/21/a%20b",
        "https://id.gs1.org/01/09506000134352/21/é",
        "https://id.gs1.org/01/09506000134352/21/123456789012345678901",
      })
  void whatIsNoLinkToAProductIsRefused(String uri) {
    assertThrows(IllegalArgumentException.class, () -> DigitalLink.parse(uri));
  }

  @Test
  void anElementStringSaysTheSame() {
    DigitalLink link = DigitalLink.ofElements("(01)" + GTIN + "(21)A(1)");
    assertEquals("https://id.gs1.org/01/" + GTIN + "/21/A%281%29", link.canonical());
    assertEquals(link, DigitalLink.parse(link.canonical()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(01)09506000134352",
        "(01)09506000134352(21)",
        "(01)09506000134351(21)A",
        "01095060001343522112345",
        "(21)A(01)09506000134352",
        "(01)09506000134352(21)123456789012345678901",
      })
  void whatIsNoSerialisedGtinIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> DigitalLink.ofElements(text));
  }
}
