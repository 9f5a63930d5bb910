package birthmark.gateway.attestation;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborDecoder;
import birthmark.cbor.CborException;
import birthmark.cbor.CborItem;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What the makers of PSA devices vouch for: an unsigned CoRIM (draft-ietf-rats-corim) in CBOR with
 * reference values and verification keys in the PSA profile.
 *
 * @param references what software is right
 * @param keys which key signs for which device
 */
public record Corim(List<Reference> references, List<VerificationKey> keys) {
  /** The most octets of a file. */
  public static final int LENGTH_MAX = 1 << 20;

  private static final int TAG_CORIM = 501;
  private static final int TAG_COMID = 506;
  private static final int TAG_UEID = 550;
  private static final int TAG_PKIX_KEY = 554;
  private static final int TAG_IMPLEMENTATION = 600;
  private static final int TAG_REFERENCE = 601;
  private static final int SHA_256 = 1;

  /** A measurement that is right for an implementation. */
  record Reference(Bytes implementation, Optional<String> type, Bytes signer, Bytes digest) {}

  /** The key that signs for one device of an implementation. */
  record VerificationKey(Bytes implementation, Bytes instance, CoseKey key) {}

  /** Keeps copies. */
  public Corim {
    references = List.copyOf(references);
    keys = List.copyOf(keys);
  }

  /** The statement that {@code encoded} holds; empty if it is none, or nothing of it is of use. */
  public static Optional<Corim> decode(Bytes encoded) {
    if (encoded.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    List<Reference> references = new ArrayList<>();
    List<VerificationKey> keys = new ArrayList<>();
    try {
      CborItem file = CborDecoder.decode(encoded, CborDecoder.Profile.VALID);
      for (CborItem tag : Items.list(Items.tagged(file, TAG_CORIM).orElse(file), 1)) {
        Optional<Bytes> module = Items.tagged(tag, TAG_COMID).flatMap(Items::octets);
        if (module.isPresent()) {
          CborItem comid = CborDecoder.decode(module.get(), CborDecoder.Profile.VALID);
          Optional<CborItem> triples = Items.member(comid, 4);
          triples.ifPresent(each -> references(each, references));
          triples.ifPresent(each -> keys(each, keys));
        }
      }
    } catch (CborException e) {
      return Optional.empty();
    }
    return references.isEmpty() && keys.isEmpty()
        ? Optional.empty()
        : Optional.of(new Corim(references, keys));
  }

  /** What this and {@code other} say. */
  public Corim and(Corim other) {
    List<Reference> more = new ArrayList<>(references);
    more.addAll(other.references());
    List<VerificationKey> moreKeys = new ArrayList<>(keys);
    moreKeys.addAll(other.keys());
    return new Corim(more, moreKeys);
  }

  private static Optional<Bytes> implementation(CborItem environment) {
    return Items.member(environment, 0)
        .flatMap(kind -> Items.member(kind, 0))
        .flatMap(id -> Items.tagged(id, TAG_IMPLEMENTATION))
        .flatMap(Items::octets);
  }

  private static void references(CborItem triples, List<Reference> references) {
    for (CborItem triple : Items.list(triples, 0)) {
      List<CborItem> parts = Items.list(triple);
      Optional<Bytes> implementation =
          parts.size() == 2 ? implementation(parts.get(0)) : Optional.empty();
      if (implementation.isEmpty()) {
        continue;
      }
      for (CborItem measurement : Items.list(parts.get(1))) {
        Optional<CborItem> id =
            Items.member(measurement, 0).flatMap(key -> Items.tagged(key, TAG_REFERENCE));
        Optional<Bytes> signer = id.flatMap(key -> Items.octets(key, 5));
        Optional<CborItem> value = Items.member(measurement, 1);
        if (signer.isPresent() && value.isPresent()) {
          for (CborItem digest : Items.list(value.get(), 2)) {
            sha256(digest)
                .ifPresent(
                    octets ->
                        references.add(
                            new Reference(
                                implementation.get(),
                                id.flatMap(key -> Items.text(key, 1)),
                                signer.get(),
                                octets)));
          }
        }
      }
    }
  }

  private static Optional<Bytes> sha256(CborItem digest) {
    List<CborItem> parts = Items.list(digest);
    return parts.size() == 2 && parts.get(0).equals(new CborItem.Unsigned(SHA_256))
        ? Items.octets(parts.get(1))
        : Optional.empty();
  }

  private static void keys(CborItem triples, List<VerificationKey> keys) {
    for (CborItem triple : Items.list(triples, 3)) {
      List<CborItem> parts = Items.list(triple);
      if (parts.size() != 2) {
        continue;
      }
      Optional<Bytes> implementation = implementation(parts.get(0));
      Optional<Bytes> instance =
          Items.member(parts.get(0), 1)
              .flatMap(id -> Items.tagged(id, TAG_UEID))
              .flatMap(Items::octets);
      for (CborItem key : Items.list(parts.get(1))) {
        Optional<CoseKey> decoded =
            Items.tagged(key, TAG_PKIX_KEY)
                .flatMap(
                    text ->
                        text instanceof CborItem.TextString pem
                            ? key(pem.value())
                            : Optional.empty());
        if (implementation.isPresent() && instance.isPresent() && decoded.isPresent()) {
          keys.add(new VerificationKey(implementation.get(), instance.get(), decoded.get()));
        }
      }
    }
  }

  /** The key in PEM, with or without its frame. */
  private static Optional<CoseKey> key(String pem) {
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    try {
      PublicKey key =
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
      return Optional.of(JdkSignatures.coseKey(key));
    } catch (GeneralSecurityException | IllegalArgumentException | CoseException e) {
      return Optional.empty();
    }
  }
}
