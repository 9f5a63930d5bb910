package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.cose.JdkSignatures;
import birthmark.gateway.attestation.Corim;
import birthmark.gateway.attestation.PsaAppraisal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What makers of PSA devices vouch for, from the files that whoever runs the gateway names. */
final class Endorsements {
  private Endorsements() {}

  /**
   * Who appraises by all of {@code files}; nobody if there are none.
   *
   * @throws ClientException if one cannot be read, or vouches for nothing
   */
  static Optional<PsaAppraisal> of(List<Path> files) throws ClientException {
    Optional<Corim> all = Optional.empty();
    for (Path file : files) {
      Corim one = read(file);
      all = Optional.of(all.isEmpty() ? one : all.get().and(one));
    }
    return all.map(corim -> new PsaAppraisal(corim, new JdkSignatures()));
  }

  private static Corim read(Path file) throws ClientException {
    try {
      if (Files.size(file) <= Corim.LENGTH_MAX) {
        Optional<Corim> read = Corim.decode(Bytes.ofOwned(Files.readAllBytes(file)));
        if (read.isPresent()) {
          return read.get();
        }
      }
    } catch (IOException e) {
      throw ClientException.local(
              "the endorsements in " + file + " cannot be read", "Name a file that can.")
          .because(e);
    }
    throw ClientException.local(
        file + " holds no endorsements of PSA devices",
        "It must be a CoRIM in CBOR with reference values or keys, of at most "
            + Corim.LENGTH_MAX
            + " octets.");
  }
}
