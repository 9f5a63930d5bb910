package birthmark.client.demo;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.admission.DebugStatus;
import birthmark.contracts.admission.Evidence;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ThingId;
import birthmark.cose.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The part of a simulated camera that its firmware cannot change: it measures what is installed and
 * alone uses the key.
 *
 * <p>A real one is a boot ROM with a key that only a measured boot releases (DICE, a TPM, PSA's
 * root of trust). Of a camera that merely reports about itself, the firmware plays this part, and
 * can {@linkplain #lie lie}.
 */
final class BootRom {
  private static final String IMAGE = "firmware.bin";
  private static final String VERSION = "firmware.version";
  private static final String SETTINGS = "settings";
  private static final String BOOTS = "boots";
  private static final String LIE = "lie";

  private final Path folder;
  private final Assurance assurance;

  BootRom(Path folder, Assurance assurance) {
    this.folder = folder;
    this.assurance = assurance;
  }

  /** Installs an image and starts it. */
  void install(Path image, String version) throws ClientException {
    try {
      Files.copy(image, folder.resolve(IMAGE), StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(folder.resolve(VERSION), version);
      Files.deleteIfExists(folder.resolve(LIE));
      boot();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Flips one bit of the installed image and starts it; flipping it again restores the image. */
  void flip(long bit) throws ClientException {
    try {
      byte[] image = Files.readAllBytes(folder.resolve(IMAGE));
      image[(int) (bit / 8 % image.length)] ^= (byte) (1 << (bit % 8));
      Files.write(folder.resolve(IMAGE), image);
      boot();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /**
   * From now on reports the digest of {@code image} whatever is installed, as hostile firmware
   * would.
   */
  void lie(Path image) throws ClientException {
    try {
      Files.writeString(folder.resolve(LIE), Sha256.of(Files.readAllBytes(image)).hex());
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Sets the camera's settings. */
  void configure(String settings) throws ClientException {
    try {
      Files.writeString(folder.resolve(SETTINGS), settings);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private void boot() throws IOException {
    Files.writeString(folder.resolve(BOOTS), String.valueOf(boots() + 1));
  }

  private long boots() throws IOException {
    Path file = folder.resolve(BOOTS);
    return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
  }

  /**
   * Signed evidence about what is installed, made after the sealed block that {@code nonce} names.
   */
  Bytes evidence(ThingId thing, SigningKey key, Nonce nonce) throws ClientException {
    try {
      Bytes measured = Sha256.of(Files.readAllBytes(folder.resolve(IMAGE)));
      Path lie = folder.resolve(LIE);
      // A measured boot happens below the firmware, which has no say in it.
      boolean believed = assurance == Assurance.SELF_REPORTED && Files.exists(lie);
      Bytes reported = believed ? Bytes.fromHex(Files.readString(lie).strip()) : measured;
      Evidence.Image image =
          new Evidence.Image(
              reported, new Version(Files.readString(folder.resolve(VERSION)).strip()), assurance);
      Bytes settings =
          Sha256.of(Files.readString(folder.resolve(SETTINGS)).getBytes(StandardCharsets.UTF_8));
      return new Evidence(nonce, thing, DebugStatus.DISABLED, boots(), image, Optional.of(settings))
          .sign(key);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private ClientException broken(IOException cause) {
    return ClientException.local(
            "the simulated camera in " + folder + " cannot use its files",
            "Check that the folder can be written and the disk is not full.")
        .because(cause);
  }
}
