package birthmark.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {
  @Test
  void pathsAreThoseOfTheSpecification() {
    assertEquals("tile/0/x001/x234/067", TilePath.tile(0, 1_234_067, 256).toString());
    assertEquals("tile/3/000.p/1", TilePath.tile(3, 0, 1).toString());
    assertEquals("tile/entries/x001/005", TilePath.entries(1_005, 256).toString());
    assertEquals("tile/entries/x001/000.p/255", TilePath.entries(1_000, 255).toString());
  }

  @Test
  void whatIsWrittenIsRead() {
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      long index = random.nextLong(1L << random.nextInt(1, 50));
      int width = 1 + random.nextInt(256);
      TilePath path =
          random.nextBoolean()
              ? TilePath.entries(index, width)
              : TilePath.tile(random.nextInt(8), index, width);
      assertEquals(Optional.of(path), TilePath.parse(path.toString()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/1",
        "tile/0/01",
        "tile/0/0001",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x1/002",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/01",
        "tile/0/001.p/",
        "tile/0/001.p/1/2",
        "tile/8/001",
        "tile/-1/001",
        "tile/00/001",
        "tile/entry/001",
        "tile/0/x001/x002/x003/x004/x005/x006/007",
        "tiles/0/001"
      })
  void anotherFormIsNoPath(String text) {
    assertEquals(Optional.empty(), TilePath.parse(text));
  }

  @Test
  void aTileIsAsWideAsTheLogIsLong() {
    assertEquals(0, TilePath.width(0, 0, 0));
    assertEquals(255, TilePath.width(0, 0, 255));
    assertEquals(256, TilePath.width(0, 0, 70_000));
    assertEquals(70_000 - 273 * 256, TilePath.width(0, 273, 70_000));
    assertEquals(0, TilePath.width(0, 274, 70_000));
    assertEquals(70_000 / 256 - 256, TilePath.width(1, 1, 70_000));
    assertEquals(1, TilePath.width(2, 0, 70_000));
    assertEquals(0, TilePath.width(3, 0, 70_000));
  }

  @Test
  void aBundleHoldsItsEntries() {
    List<Bytes> entries =
        List.of(Bytes.EMPTY, Bytes.fromHex("01"), Bytes.ofOwned(new byte[0xffff]));
    Bytes encoded = new EntryBundle(entries).encode();
    assertEquals("0000" + "0001" + "01" + "ffff", encoded.slice(0, 7).hex());
    assertEquals(entries, EntryBundle.decode(encoded).entries());
    Bytes cut = encoded.slice(0, encoded.length() - 1);
    assertThrows(IllegalArgumentException.class, () -> EntryBundle.decode(cut));
    Bytes tooMany = Bytes.ofOwned(new byte[2 * 257]);
    assertThrows(IllegalArgumentException.class, () -> EntryBundle.decode(tooMany));
    assertThrows(
        IllegalArgumentException.class,
        () -> new EntryBundle(List.of(Bytes.ofOwned(new byte[0x10000]))));
  }
}
