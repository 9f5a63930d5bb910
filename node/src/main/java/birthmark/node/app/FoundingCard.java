package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.codec.Codec;
import birthmark.codec.Length;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Endorsement;
import birthmark.contract.Genesis;
import birthmark.contract.Replica;
import birthmark.contract.Role;
import birthmark.contracts.parties.Handle;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.statement.Possession;
import java.util.List;
import java.util.Optional;

/**
 * What an organisation shows of itself before there is a ledger: the public parts of the keys that
 * it made on its own machine, each of which signed all of it.
 *
 * @param claim what it shows
 * @param proofs a signature by each key of the claim, in their order
 */
public record FoundingCard(
    Claim claim, @Length(min = FoundingCard.KEYS, max = FoundingCard.KEYS) List<Proof> proofs) {
  private static final int PROOF_MAX = 4_096;
  static final int KEYS = 4;
  static final Codec<FoundingCard> CODEC = Codec.of(FoundingCard.class);
  private static final Codec<Claim> CLAIM = Codec.of(Claim.class);
  private static final int NETWORK_OCTETS = 32;
  private static final int HANDLE_MAX = 19;

  /** A signature by one of the keys. */
  public record Proof(@Length(min = 1, max = PROOF_MAX) Bytes signature) {}

  /**
   * What an organisation shows.
   *
   * @param ledger the ledger's name, which all agreed on before
   * @param handle its short name, at most 19 octets: its node is called by it too
   * @param name its name
   * @param made when its keys were made
   * @param founder the key that acts for it
   * @param node the key that its node reports with
   * @param checkpoint the key that signs checkpoints
   * @param consensus the key that votes on blocks
   * @param weight its part in every decision
   * @param endpoint where others reach its replica, if it says so
   */
  public record Claim(
      @Length(min = 3, max = 64) String ledger,
      Handle handle,
      @Length(min = 1, max = 80) String name,
      Timestamp made,
      CoseKey founder,
      CoseKey node,
      CoseKey checkpoint,
      CoseKey consensus,
      long weight,
      @Length(min = 1, max = Replica.ENDPOINT_MAX) Optional<String> endpoint) {
    /** Checks what the genesis would refuse. */
    public Claim {
      Replica.requireWeight(weight);
      Replica.requireKeys(checkpoint, Optional.of(consensus));
      if (handle.value().length() > HANDLE_MAX) {
        throw new IllegalArgumentException(
            "a founder's handle has at most " + HANDLE_MAX + " letters, not " + handle);
      }
    }

    List<CoseKey> keys() {
      return List.of(founder, node, checkpoint, consensus);
    }

    private Possession possession() {
      return new Possession(
          Bytes.ofOwned(new byte[NETWORK_OCTETS]), "founding", CLAIM.encode(this));
    }

    Genesis.Founder party() {
      return new Genesis.Founder(handle.value(), name, List.of(founder), List.of(Role.REPLICA));
    }

    /** It reports copied keys, which anybody may: whoever steals its key may do no more. */
    Genesis.Founder nodeParty() {
      return new Genesis.Founder(
          handle.value() + "-node", name + ", node", List.of(node), List.of(Role.AUDITOR));
    }

    Genesis.Replica replica() {
      return new Genesis.Replica(
          handle.value(), checkpoint, Optional.of(consensus), weight, endpoint);
    }
  }

  /**
   * The card of {@code claim}.
   *
   * @param keys those of the claim, in its order
   */
  static FoundingCard of(Claim claim, List<SigningKey> keys) {
    return new FoundingCard(
        claim, keys.stream().map(key -> new Proof(claim.possession().sign(key))).toList());
  }

  /**
   * Reads a card.
   *
   * @throws MalformedException if it is none
   */
  static FoundingCard decode(Bytes octets) throws MalformedException {
    return CODEC.decode(octets);
  }

  /** Why it shows nothing, if it shows nothing. */
  Optional<String> fault(Signatures signatures) {
    List<CoseKey> keys = claim.keys();
    for (int i = 0; i < keys.size(); i++) {
      CoseKey key = keys.get(i);
      Optional<String> unsound = signatures.faultOf(key).map(Object::toString);
      if (unsound.isPresent()) {
        return Optional.of("its key " + key.thumbprint() + " is not sound: " + unsound.get());
      }
      Endorsement made = claim.possession().by(key, proofs.get(i).signature());
      if (!signatures.verify(key, made.signed(), made.signature())) {
        return Optional.of("its key " + key.thumbprint() + " did not sign it");
      }
    }
    return keys.stream().distinct().count() == KEYS
        ? Optional.empty()
        : Optional.of("it has a key twice");
  }

  /** Whether {@code genesis} has all that is claimed. */
  boolean isIn(Genesis genesis) {
    return genesis.name().equals(claim.ledger())
        && genesis.founders().contains(claim.party())
        && genesis.replicas().contains(claim.replica());
  }
}
