package birthmark.client.sdk;

import birthmark.cose.Algorithm;
import birthmark.cose.Curve;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Key files for tests, under a password that is stretched less than a user's. */
public final class QuickKeys {
  /** The password of all of them. */
  public static final String PASSWORD = "secret";

  private static final int ITERATIONS = 1_000;

  private QuickKeys() {}

  /** A key file with a key that signs and one that agrees. */
  public static KeyFile create(Path path) throws ClientException {
    return create(path, Optional.of(Curve.X25519));
  }

  /** A key file with a key that signs alone. */
  public static KeyFile createSigning(Path path) throws ClientException {
    return create(path, Optional.empty());
  }

  private static KeyFile create(Path path, Optional<Curve> agreement) throws ClientException {
    return KeyFile.create(
        path,
        Algorithm.ED25519,
        agreement,
        Passwords.fixed(PASSWORD.toCharArray()),
        new SecureRandom(),
        ITERATIONS);
  }
}
