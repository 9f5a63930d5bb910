package birthmark.vectors;

import birthmark.testing.SharedData;
import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON test data, read by another library than the one under test since it has fractions. */
public final class JsonFile {
  private JsonFile() {}

  /** The value in the file at {@code relative} below the vectors for CBOR and COSE. */
  public static CBORObject read(String relative) {
    return read(SharedData.file("03-cose-cbor").resolve(relative));
  }

  /** The value in {@code file}. */
  public static CBORObject read(Path file) {
    try {
      return CBORObject.FromJSONString(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }
}
