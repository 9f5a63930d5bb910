package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What CometBFT asks of an application (ABCI 2.0, {@code tendermint/abci/types.proto} of CometBFT
 * 0.40), with the fields that matter here.
 */
sealed interface Request {
  /** A kind of misbehavior ({@code DUPLICATE_VOTE}). */
  long DUPLICATE_VOTE = 1;

  /** Says that it is alive; the answer says the same. */
  record Echo(String message) implements Request {}

  /** Wants all answers so far to be sent. */
  record Flush() implements Request {}

  /** Asks where the application stands. */
  record Info() implements Request {}

  /**
   * Begins the chain.
   *
   * @param chainId its name
   * @param validators those of its genesis
   */
  record InitChain(String chainId, List<ValidatorPower> validators) implements Request {}

  /** Asks for something of the state, which is asked for elsewhere. */
  record Query() implements Request {}

  /** A transaction that somebody gave to the engine itself. */
  record CheckTx(Bytes tx) implements Request {}

  /** A transaction that another replica passes on. */
  record InsertTx(Bytes tx) implements Request {}

  /** Asks for what is to be passed on to other replicas. */
  record ReapTxs(long maxOctets) implements Request {}

  /**
   * Asks for the transactions of a block.
   *
   * @param octetsMax the most octets of them, each with its field's head
   * @param extensions those of the votes on the block before
   */
  record PrepareProposal(long height, long octetsMax, List<Bytes> extensions) implements Request {}

  /** Asks whether a proposed block is valid. */
  record ProcessProposal(long height, long timeMillis, List<Bytes> txs) implements Request {}

  /** Asks what goes with this replica's vote. */
  record ExtendVote(long height) implements Request {}

  /** Asks whether what goes with another's vote is valid. */
  record VerifyVoteExtension(long height, Bytes extension) implements Request {}

  /**
   * A block that was agreed on.
   *
   * @param timeMillis its time, in milliseconds since 1970
   * @param doubleVotes whether it shows that a replica voted twice in one round
   * @param nextValidatorsHash of the validators of the block after it
   */
  record FinalizeBlock(
      long height, long timeMillis, List<Bytes> txs, boolean doubleVotes, Bytes nextValidatorsHash)
      implements Request {}

  /** The block is to last. */
  record Commit() implements Request {}

  /** Asks which snapshots there are. */
  record ListSnapshots() implements Request {}

  /**
   * Offers a snapshot of another replica's.
   *
   * @param appHash what the header after it says, if the node is right that the engine asked
   */
  record OfferSnapshot(long height, long format, long chunks, Bytes metadata, Bytes appHash)
      implements Request {}

  /** Asks for a part of a snapshot. */
  record LoadSnapshotChunk(long height, long format, long chunk) implements Request {}

  /**
   * Gives a part of a snapshot.
   *
   * @param sender whose engine it came from
   */
  record ApplySnapshotChunk(long index, Bytes chunk, String sender) implements Request {}

  /**
   * Reads a request.
   *
   * @throws ProtoReader.MalformedException if it is none
   */
  static Request read(ProtoReader in) {
    int kind = in.next();
    if (kind == 0) {
      throw new ProtoReader.MalformedException("the request is empty");
    }
    ProtoReader body = in.message();
    return switch (kind) {
      case 1 -> new Echo(firstText(body));
      case 2 -> new Flush();
      case 3 -> new Info();
      case 5 -> initChain(body);
      case 6 -> new Query();
      case 8 -> new CheckTx(firstBytes(body));
      case 11 -> new Commit();
      case 12 -> new ListSnapshots();
      case 13 -> offerSnapshot(body);
      case 14 -> loadSnapshotChunk(body);
      case 15 -> applySnapshotChunk(body);
      case 16 -> prepareProposal(body);
      case 17 -> processProposal(body);
      case 18 -> extendVote(body);
      case 19 -> verifyVoteExtension(body);
      case 20 -> finalizeBlock(body);
      case 21 -> new InsertTx(firstBytes(body));
      case 22 -> reapTxs(body);
      default -> throw new ProtoReader.MalformedException("there is no request " + kind);
    };
  }

  private static String firstText(ProtoReader in) {
    String text = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      text = field == 1 ? in.text() : text;
    }
    return text;
  }

  private static Bytes firstBytes(ProtoReader in) {
    Bytes octets = Bytes.EMPTY;
    for (int field = in.next(); field != 0; field = in.next()) {
      octets = field == 1 ? in.bytes() : octets;
    }
    return octets;
  }

  private static long firstNumber(ProtoReader in) {
    long number = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      number = field == 1 ? in.number() : number;
    }
    return number;
  }

  private static Request reapTxs(ProtoReader in) {
    return new ReapTxs(firstNumber(in));
  }

  private static Request offerSnapshot(ProtoReader in) {
    long height = 0;
    long format = 0;
    long chunks = 0;
    Bytes metadata = Bytes.EMPTY;
    Bytes appHash = Bytes.EMPTY;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 2) {
        appHash = in.bytes();
      } else if (field == 1) {
        ProtoReader snapshot = in.message();
        for (int inner = snapshot.next(); inner != 0; inner = snapshot.next()) {
          switch (inner) {
            case 1 -> height = snapshot.number();
            case 2 -> format = snapshot.number();
            case 3 -> chunks = snapshot.number();
            case 5 -> metadata = snapshot.bytes();
            default -> {}
          }
        }
      }
    }
    return new OfferSnapshot(height, format, chunks, metadata, appHash);
  }

  private static Request loadSnapshotChunk(ProtoReader in) {
    long height = 0;
    long format = 0;
    long chunk = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> height = in.number();
        case 2 -> format = in.number();
        case 3 -> chunk = in.number();
        default -> {}
      }
    }
    return new LoadSnapshotChunk(height, format, chunk);
  }

  private static Request applySnapshotChunk(ProtoReader in) {
    long index = 0;
    Bytes chunk = Bytes.EMPTY;
    String sender = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> index = in.number();
        case 2 -> chunk = in.bytes();
        case 3 -> sender = in.text();
        default -> {}
      }
    }
    return new ApplySnapshotChunk(index, chunk, sender);
  }

  private static Request initChain(ProtoReader in) {
    String chainId = "";
    List<ValidatorPower> validators = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 2 -> chainId = in.text();
        case 4 -> validators.add(validator(in.message()));
        default -> {}
      }
    }
    return new InitChain(chainId, List.copyOf(validators));
  }

  /** Reads a validator of a genesis, or of an update. */
  static ValidatorPower validator(ProtoReader in) {
    Bytes key = Bytes.EMPTY;
    long power = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> key = firstBytes(in.message());
        case 2 -> power = in.number();
        default -> {}
      }
    }
    return new ValidatorPower(key, power);
  }

  private static Request prepareProposal(ProtoReader in) {
    long octetsMax = 0;
    long height = 0;
    List<Bytes> extensions = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> octetsMax = in.number();
        case 3 -> extensions(in.message(), extensions);
        case 5 -> height = in.number();
        default -> {}
      }
    }
    return new PrepareProposal(height, octetsMax, List.copyOf(extensions));
  }

  private static void extensions(ProtoReader commit, List<Bytes> extensions) {
    for (int field = commit.next(); field != 0; field = commit.next()) {
      if (field == 2) {
        ProtoReader vote = commit.message();
        for (int inner = vote.next(); inner != 0; inner = vote.next()) {
          if (inner == 3) {
            extensions.add(vote.bytes());
          }
        }
      }
    }
  }

  private static Request processProposal(ProtoReader in) {
    long height = 0;
    long millis = 0;
    List<Bytes> txs = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> txs.add(in.bytes());
        case 5 -> height = in.number();
        case 6 -> millis = millis(in.message());
        default -> {}
      }
    }
    return new ProcessProposal(height, millis, List.copyOf(txs));
  }

  private static Request extendVote(ProtoReader in) {
    long height = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      height = field == 2 ? in.number() : height;
    }
    return new ExtendVote(height);
  }

  private static Request verifyVoteExtension(ProtoReader in) {
    long height = 0;
    Bytes extension = Bytes.EMPTY;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 3 -> height = in.number();
        case 4 -> extension = in.bytes();
        default -> {}
      }
    }
    return new VerifyVoteExtension(height, extension);
  }

  private static Request finalizeBlock(ProtoReader in) {
    long height = 0;
    long millis = 0;
    boolean doubleVotes = false;
    Bytes validators = Bytes.EMPTY;
    List<Bytes> txs = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> txs.add(in.bytes());
        case 3 -> doubleVotes |= firstNumber(in.message()) == DUPLICATE_VOTE;
        case 5 -> height = in.number();
        case 6 -> millis = millis(in.message());
        case 7 -> validators = in.bytes();
        default -> {}
      }
    }
    return new FinalizeBlock(height, millis, List.copyOf(txs), doubleVotes, validators);
  }

  /** A {@code google.protobuf.Timestamp} in whole milliseconds, cut off. */
  private static long millis(ProtoReader in) {
    long seconds = 0;
    long nanos = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> seconds = in.number();
        case 2 -> nanos = in.number();
        default -> {}
      }
    }
    return Math.addExact(Math.multiplyExact(seconds, 1_000L), nanos / 1_000_000);
  }
}
