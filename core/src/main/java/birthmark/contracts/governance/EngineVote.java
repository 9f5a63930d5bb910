package birthmark.contracts.governance;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.contract.Endorsement;
import birthmark.contract.Replicas;
import birthmark.cose.CoseKey;
import java.util.Optional;

/**
 * A replica's vote, without what it has in common with another one of the same round.
 *
 * @param block the block voted for; absent where the vote was for none
 * @param seconds when it was made, in seconds since 1970
 * @param nanos and nanoseconds, below 10^9
 * @param signature the consensus key's signature over {@link #signed}
 */
@About("A vote of the engine.")
public record EngineVote(
    @About("The block voted for; left out where the vote was for none.") Optional<Block> block,
    @About("When it was made, in seconds since 1970.") long seconds,
    @About("And nanoseconds.") long nanos,
    @About("The consensus key's signature.") @Length(min = 64, max = 64) Bytes signature) {
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final long PARTS_MAX = 0xffff_ffffL;

  /**
   * A block as votes name it.
   *
   * @param hash its header's hash
   * @param parts how many parts it was sent in
   * @param partsHash the root over these
   */
  @About("A block of the engine.")
  public record Block(
      @About("Its hash.") @Length(min = 32, max = 32) Bytes hash,
      @About("How many parts it was sent in.") long parts,
      @About("The hash of its parts.") @Length(min = 32, max = 32) Bytes partsHash) {
    /** Checks the number. */
    public Block {
      if (parts < 1 || parts > PARTS_MAX) {
        throw new IllegalArgumentException("a block has 1 to " + PARTS_MAX + " parts");
      }
    }

    private Bytes canonical() {
      ProtoFields header = new ProtoFields().number(1, parts).bytes(2, partsHash);
      return new ProtoFields().bytes(1, hash).bytes(2, header.toBytes()).toBytes();
    }
  }

  /** Checks the nanoseconds. */
  public EngineVote {
    if (nanos < 0 || nanos >= NANOS_A_SECOND) {
      throw new IllegalArgumentException("a second has fewer than 10^9 nanoseconds");
    }
  }

  /**
   * A round of the engine in which replicas vote.
   *
   * @param phase which of its votes
   * @param height the engine's height, from 1
   * @param round the round, from 0
   */
  record Round(VotePhase phase, long height, long round) {
    Round {
      if (height < 1 || round > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("the engine has heights from 1 and rounds below 2^31");
      }
    }
  }

  /**
   * The octets that the consensus key signs: CometBFT's {@code CanonicalVote} behind its length
   * ({@code proto/tendermint/types/canonical.proto} and {@code types/canonical.go} of 0.40).
   */
  Bytes signed(Bytes network, Round at) {
    ProtoFields time = new ProtoFields().number(1, seconds).number(2, nanos);
    ProtoFields vote =
        new ProtoFields()
            .number(1, at.phase() == VotePhase.PREVOTE ? 1 : 2)
            .fixed(2, at.height())
            .fixed(3, at.round());
    block.ifPresent(each -> vote.bytes(4, each.canonical()));
    return vote.bytes(5, time.toBytes()).text(6, Replicas.chainId(network)).delimited();
  }

  /** The signature as a transaction carries it. */
  Endorsement by(CoseKey voter, Bytes network, Round at) {
    return new Endorsement(new Endorsement.SelfNamed(voter), signed(network, at), signature);
  }
}
