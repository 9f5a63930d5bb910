package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.KeyId;
import birthmark.node.edge.StructuredField.MalformedFieldException;
import birthmark.node.query.Viewer;
import birthmark.node.query.Viewers;
import birthmark.node.store.Snapshot;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Finds out who sent a request, from its signature (RFC 9421).
 *
 * <p>A signature counts for a minute and once; it covers the method and all of the target, so that
 * it opens nothing else.
 */
final class Identification {
  /** How far {@code created} may lie from this node's clock, in seconds. */
  static final long AGE_MAX_SECONDS = 60;

  /** What a signature must cover, as the field Accept-Signature has it (RFC 9421 §5.1). */
  static final String ACCEPTED =
      "birthmark=(\"@method\" \"@authority\" \"@path\" \"@query\");created;nonce;keyid";

  private static final List<String> TARGET_PARTS = List.of("@authority", "@path", "@query");
  private static final int NONCE_MAX = 64;
  private static final int NONCES_MAX = 262_144;
  private static final int NONCES_OF_A_KEY_MAX = 32_768;

  private final Viewers viewers;
  private final InstantSource clock;
  private final Field challenge;
  private final NonceMemory nonces = new NonceMemory(NONCES_MAX, NONCES_OF_A_KEY_MAX);

  Identification(Viewers viewers, InstantSource clock, Bytes network) {
    this.viewers = viewers;
    this.clock = clock;
    this.challenge = new Field("WWW-Authenticate", "Signature realm=\"" + network.hex() + "\"");
  }

  /**
   * Who sent {@code request}: whoever signed it, else whoever showed a certificate over TLS.
   *
   * @throws ProblemException if it is signed in a way that does not count
   */
  Viewer viewer(Snapshot at, Request request) {
    Optional<RequestSignature> signature;
    try {
      signature = RequestSignature.of(request);
      if (signature.isEmpty()) {
        return request
            .certificate()
            .map(certificate -> viewer(at, certificate))
            .orElse(Viewer.nobody());
      }
      return viewer(at, request, signature.get());
    } catch (MalformedFieldException e) {
      throw refused("The signature fields are not as RFC 9421 has them: " + e.getMessage() + ".");
    }
  }

  /** The viewer again, at a later moment of a stream. */
  Viewer again(Snapshot at, Viewer viewer) {
    return viewers.again(at, viewer);
  }

  /**
   * Who has the key of {@code certificate}, whoever issued it: it is the ledger that says whose a
   * key is. One that does not count is as none, and its holder can be told why.
   */
  private Viewer viewer(Snapshot at, X509Certificate certificate) {
    Instant now = clock.instant();
    if (now.isBefore(certificate.getNotBefore().toInstant())
        || now.isAfter(certificate.getNotAfter().toInstant())) {
      return Viewer.nobody(
          "The client's certificate counts from "
              + certificate.getNotBefore().toInstant()
              + " to "
              + certificate.getNotAfter().toInstant()
              + ", and it is "
              + now
              + ". Make a new one for the same key.");
    }
    CoseKey key;
    try {
      key = JdkSignatures.coseKey(certificate.getPublicKey());
    } catch (CoseException e) {
      return Viewer.nobody(
          "The key of the client's certificate is none that this ledger has ("
              + e.getMessage()
              + "). Use Ed25519 or P-256.");
    }
    return switch (viewers.show(at, key)) {
      case Viewers.Shown shown -> shown.viewer();
      case Viewers.NotShown not ->
          Viewer.nobody("The client's certificate shows nobody: " + not.sentence());
    };
  }

  private Viewer viewer(Snapshot at, Request request, RequestSignature signature)
      throws MalformedFieldException {
    boolean target =
        signature.covered().contains("@target-uri")
            || signature.covered().containsAll(TARGET_PARTS);
    if (!target || !signature.covered().contains("@method")) {
      throw refused(
          "The signature must cover @method and either @target-uri or all of @authority, @path and"
              + " @query.");
    }
    long now = clock.instant().getEpochSecond();
    long created =
        signature.whole("created").orElseThrow(() -> refused("The signature lacks created."));
    if (Math.abs(now - created) > AGE_MAX_SECONDS) {
      throw refused(
          "The signature was created at "
              + created
              + ", this node's clock says "
              + now
              + ": they may differ by "
              + AGE_MAX_SECONDS
              + " seconds. Sign again, or set the clock.");
    }
    if (signature.whole("expires").map(expires -> expires < now).orElse(false)) {
      throw refused("The signature has expired. Sign again.");
    }
    String nonce =
        signature
            .text("nonce")
            .filter(text -> !text.isEmpty() && text.length() <= NONCE_MAX)
            .orElseThrow(
                () -> refused("The signature needs a nonce of 1 to " + NONCE_MAX + " characters."));
    KeyId key =
        signature
            .text("keyid")
            .filter(text -> text.matches("[0-9a-f]{64}"))
            .map(KeyId::fromHex)
            .orElseThrow(
                () ->
                    refused(
                        "The signature's keyid must be the key's thumbprint: 64 hexadecimal digits"
                            + " in lower case."));
    Optional<Algorithm> algorithm = signature.text("alg").map(this::algorithm);
    return switch (viewers.show(
        at, key, algorithm, signature.base(request), signature.signature())) {
      case Viewers.NotShown not -> throw refused(not.sentence());
      case Viewers.Shown shown -> {
        once(key, nonce, now);
        yield shown.viewer();
      }
    };
  }

  private void once(KeyId key, String nonce, long now) {
    switch (nonces.use(key, nonce, now, 2 * AGE_MAX_SECONDS)) {
      case USED -> throw refused("The key has used this nonce already. Sign again with a new one.");
      case TOO_MANY ->
          throw new ProblemException(
              Problem.of(HttpFault.TOO_MANY).retryAfter(2_000 * AGE_MAX_SECONDS));
      case NEW -> {}
    }
  }

  private Algorithm algorithm(String name) {
    return switch (name) {
      case "ed25519" -> Algorithm.ED25519;
      case "ecdsa-p256-sha256" -> Algorithm.ES256;
      case "ml-dsa-65" -> Algorithm.ML_DSA_65;
      default ->
          throw refused(
              "The signature's alg is one of ed25519, ecdsa-p256-sha256 and ml-dsa-65, not '"
                  + name
                  + "'.");
    };
  }

  /** The problem of {@code viewer}, who has not shown who it is where that is needed. */
  ProblemException unsigned(Viewer viewer, String readers) {
    return new ProblemException(
        challenged(
            Problem.of(
                HttpFault.UNSIGNED,
                "This may be read by "
                    + readers
                    + ". Sign the request (RFC 9421) with a registered key, as Accept-Signature"
                    + " says, or show a certificate of that key over TLS."
                    + viewer.why().map(why -> " " + why).orElse(""))));
  }

  private ProblemException refused(String sentence) {
    return new ProblemException(challenged(Problem.of(HttpFault.SIGNATURE_REFUSED, sentence)));
  }

  private Problem challenged(Problem problem) {
    return problem.with(challenge).with(new Field("Accept-Signature", ACCEPTED));
  }
}
