package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
  private static final Path KEY = Path.of("a.p12");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void choosesAFile() {
    file = folder.resolve("password");
  }

  private Passwords of(String content, String permissions) throws IOException {
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return Passwords.of(Optional.of(file), Map.of(Passwords.VARIABLE, "from the environment"));
  }

  @Test
  void theFirstLineOfTheFileNamedIsThePassword() throws Exception {
    assertEquals("pässwörd ", new String(of("pässwörd \nsecond\n", "rw-------").toOpen(KEY)));
    assertEquals("dos", new String(of("dos\r\n", "rw-r-----").toProtect(KEY)));
  }

  @Test
  void aFileThatEverybodyCanReadIsRefused() throws Exception {
    Passwords open = of("secret\n", "rw-r--r--");
    ClientException refused = assertThrows(ClientException.class, () -> open.toOpen(KEY));
    assertTrue(refused.what().contains("every user"), refused.what());
    assertTrue(refused.remedy().contains("chmod 600"), refused.remedy());
  }

  @Test
  void anEmptyAbsentOrEndlessFileIsRefused() throws Exception {
    Passwords empty = of("\n", "rw-------");
    assertThrows(ClientException.class, () -> empty.toOpen(KEY));
    Passwords endless = of("x".repeat(Passwords.LENGTH_MAX + 1), "rw-------");
    assertThrows(ClientException.class, () -> endless.toOpen(KEY));
    Files.delete(file);
    assertThrows(ClientException.class, () -> endless.toOpen(KEY));
  }

  @Test
  void withoutAFileTheEnvironmentIsAsked() throws Exception {
    Passwords passwords = Passwords.of(Optional.empty(), Map.of(Passwords.VARIABLE, "secret"));
    assertEquals("secret", new String(passwords.toOpen(KEY)));
  }
}
