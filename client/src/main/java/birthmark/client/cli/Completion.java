package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Home;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.codec.MalformedException;
import birthmark.codec.Shape;
import birthmark.codec.Variants;
import birthmark.contract.Endorsed;
import birthmark.contract.Endorsement;
import birthmark.contract.Introduction;
import birthmark.contract.Transaction;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a transaction of what was typed and of what follows from the keys at hand: the key of
 * whoever introduces itself, the key that agrees where the one that signs is named by its key file,
 * and signatures by the user's other keys over the rest.
 *
 * <p>It knows no contract: which octets a signature is over a transaction says itself ({@link
 * Endorsed}), whatever the signature is.
 */
final class Completion {
  /** The component that holds the key of an {@link Introduction}. */
  private static final List<String> OWN_KEY = List.of("key");

  private static final int PLACEHOLDER = 64;

  private final Home home;
  private final Passwords passwords;
  private final Bytes network;
  private final KeyFile signer;
  private final SecureRandom random = new SecureRandom();

  /** For statements by {@code signer} on the ledger {@code network}. */
  Completion(Home home, Passwords passwords, Bytes network, KeyFile signer) {
    this.home = home;
    this.passwords = passwords;
    this.network = network;
    this.signer = signer;
  }

  /** Whether {@code leaf} may be left out because it follows. */
  static boolean follows(Class<?> transaction, Fields.Leaf leaf) {
    return isOwnKey(transaction, leaf) || isPartner(leaf) || mayBeSignature(transaction, leaf);
  }

  /** Whether it is called as the second entry of a key file is. */
  private static boolean isPartner(Fields.Leaf leaf) {
    return leaf.name().equals(KeyFile.AGREEMENT) && isKey(leaf);
  }

  /** Whether a public key is wanted. */
  static boolean isKey(Fields.Leaf leaf) {
    return leaf.shape() instanceof Shape.Octets octets && octets.what().equals("key");
  }

  private static boolean isOwnKey(Class<?> transaction, Fields.Leaf leaf) {
    return Introduction.class.isAssignableFrom(transaction) && leaf.path().equals(OWN_KEY);
  }

  private static boolean mayBeSignature(Class<?> transaction, Fields.Leaf leaf) {
    return Endorsed.class.isAssignableFrom(transaction)
        && leaf.required()
        && leaf.shape() instanceof Shape.Octets octets
        && octets.what().equals("octets")
        && octets.min() < octets.max()
        && octets.max() >= PLACEHOLDER;
  }

  /**
   * The transaction.
   *
   * @param typed its JSON so far
   * @param mentioned what was typed where keys are wanted, by the path of the component
   */
  Transaction complete(
      Variants.Variant<Transaction> variant,
      Fields fields,
      Json.Obj typed,
      Map<List<String>, String> mentioned)
      throws ClientException {
    Json.Obj json = typed;
    List<Fields.Leaf> open = new ArrayList<>();
    for (Fields.Leaf leaf : fields.leaves()) {
      if (Fields.has(json, leaf.path())) {
        continue;
      }
      if (isOwnKey(variant.type(), leaf)) {
        json = Fields.with(json, leaf.path(), hex(signer.publicKey().encode()));
      } else if (isPartner(leaf)) {
        json = withPartner(json, leaf, mentioned);
      } else if (mayBeSignature(variant.type(), leaf)) {
        open.add(leaf);
      }
    }
    if (open.isEmpty()) {
      return decode(variant, fields, json);
    }
    Json.Obj signed = json;
    List<Bytes> placeholders = new ArrayList<>();
    for (Fields.Leaf leaf : open) {
      byte[] octets = new byte[PLACEHOLDER];
      random.nextBytes(octets);
      placeholders.add(Bytes.ofOwned(octets));
      signed = Fields.with(signed, leaf.path(), hex(placeholders.getLast()));
    }
    Transaction unsigned = attempt(variant, fields, signed, open.getFirst());
    for (Endorsement endorsement : ((Endorsed) unsigned).endorsements(network)) {
      int which = placeholders.indexOf(endorsement.signature());
      if (which >= 0) {
        Bytes signature = sign(endorsement, open.get(which), mentioned);
        signed = Fields.with(signed, open.get(which).path(), hex(signature));
        placeholders.remove(which);
        open.remove(which);
      }
    }
    if (!open.isEmpty()) {
      throw missing(open.getFirst());
    }
    return decode(variant, fields, signed);
  }

  /** Takes the key that agrees from the file that the key beside it was taken from. */
  private Json.Obj withPartner(Json.Obj json, Fields.Leaf leaf, Map<List<String>, String> mentioned)
      throws ClientException {
    List<String> beside = new ArrayList<>(leaf.path());
    beside.set(beside.size() - 1, KeyFile.SIGNING);
    Optional<KeyFile> file = keyFile(mentioned.getOrDefault(beside, ""));
    if (file.isEmpty()) {
      return json;
    }
    Optional<CoseKey> agreement = file.get().agreementKey();
    if (agreement.isEmpty() && leaf.required()) {
      throw ClientException.usage(
          leaf.option() + " is needed, and " + file.get().path() + " has no key that agrees",
          "Make a key that has one with 'birthmark key new NAME --agreement', or give another's as "
              + leaf.option()
              + ".");
    }
    return agreement.isPresent()
        ? Fields.with(json, leaf.path(), hex(agreement.get().encode()))
        : json;
  }

  /** The key file of that name, if there is one. */
  private Optional<KeyFile> keyFile(String typed) throws ClientException {
    int hash = typed.lastIndexOf('#');
    Path path;
    try {
      path = home.keyPath(hash < 0 ? typed : typed.substring(0, hash));
    } catch (ClientException e) {
      return Optional.empty(); // hexadecimal, not a name
    }
    return Files.exists(path) ? Optional.of(KeyFile.open(path)) : Optional.empty();
  }

  private static Transaction attempt(
      Variants.Variant<Transaction> variant, Fields fields, Json.Obj json, Fields.Leaf open)
      throws ClientException {
    try {
      return variant.codec().fromJson(json);
    } catch (MalformedException e) {
      // Perhaps only because what is open is no signature: then say that it is missing.
      throw e.where().isEmpty() ? missing(open).because(e) : malformed(fields, e);
    }
  }

  private static ClientException missing(Fields.Leaf leaf) {
    return ClientException.usage(
        leaf.option() + " is missing", "See --help for how it is written.");
  }

  private static Transaction decode(
      Variants.Variant<Transaction> variant, Fields fields, Json.Obj json) throws ClientException {
    try {
      return variant.codec().fromJson(json);
    } catch (MalformedException e) {
      throw malformed(fields, e);
    }
  }

  private static ClientException malformed(Fields fields, MalformedException e) {
    String where = e.where().isEmpty() ? "" : fields.optionAt(e.where()) + ": ";
    return ClientException.usage(
            where + e.getMessage(), "Correct that; see --help for how it is written.")
        .because(e);
  }

  private Bytes sign(Endorsement endorsement, Fields.Leaf leaf, Map<List<String>, String> mentioned)
      throws ClientException {
    KeyId wanted =
        switch (endorsement.by()) {
          case Endorsement.Carried carried -> carried.key().thumbprint();
          case Endorsement.SelfNamed self -> self.key().thumbprint();
          case Endorsement.OfDigest device -> throw notOurs(leaf, device);
          case Endorsement.Registered registered -> registered.key();
          case Endorsement.Known known -> known.key();
        };
    Optional<KeyFile> file = find(wanted, mentioned);
    if (file.isEmpty()) {
      throw ClientException.local(
          leaf.option()
              + " is a signature by the key "
              + wanted
              + ", and no key file here holds that key",
          "Name the key by its key file, or let its owner sign and give the signature.");
    }
    return file.get().signingKey(passwords).sign(endorsement.signed());
  }

  private static ClientException notOurs(Fields.Leaf leaf, Endorsement.OfDigest device) {
    return ClientException.usage(
        leaf.option() + " is the signature of the device " + device.key().thumbprint(),
        "Give the one in the device's own file.");
  }

  private Optional<KeyFile> find(KeyId wanted, Map<List<String>, String> mentioned)
      throws ClientException {
    List<String> names = new ArrayList<>(mentioned.values());
    names.addAll(home.keyNames());
    for (String name : names) {
      Optional<KeyFile> file = keyFile(name);
      if (file.isPresent() && file.get().publicKey().thumbprint().equals(wanted)) {
        return file;
      }
    }
    return Optional.empty();
  }

  private static Json hex(Bytes octets) {
    return new Json.Text(octets.hex());
  }
}
