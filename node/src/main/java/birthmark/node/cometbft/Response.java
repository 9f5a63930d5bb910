package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import java.util.List;

/** What an application answers CometBFT (ABCI 2.0), each as one message of its socket. */
final class Response {
  /** Taken. */
  static final int OK = 0;

  /** Not taken, and not to be sent again. */
  static final int REFUSED = 1;

  /** Not taken now: codes from here on leave the transaction out of the engine's memory. */
  static final int LATER = 32_000;

  /** Voted for, or taken. */
  static final int ACCEPT = 1;

  private static final int REJECT = 2;
  private static final int ABORT = 2;
  private static final int RETRY = 3;

  private Response() {}

  private static ProtoWriter of(int kind, ProtoWriter body) {
    return new ProtoWriter().message(kind, body);
  }

  private static ProtoWriter empty(int kind) {
    return of(kind, new ProtoWriter());
  }

  /** Nothing goes on: the engine ends. */
  static ProtoWriter exception(String sentence) {
    return of(1, new ProtoWriter().text(1, sentence));
  }

  static ProtoWriter echo(String message) {
    return of(2, new ProtoWriter().text(1, message));
  }

  static ProtoWriter flush() {
    return empty(3);
  }

  /** Where the application stands. */
  static ProtoWriter info(String version, long height, Bytes appHash) {
    return of(
        4,
        new ProtoWriter()
            .text(1, "birthmark")
            .text(2, version)
            .number(3, 1)
            .number(4, height)
            .bytes(5, appHash));
  }

  static ProtoWriter initChain(Bytes appHash) {
    return of(6, new ProtoWriter().bytes(3, appHash));
  }

  static ProtoWriter query(String sentence) {
    return of(7, new ProtoWriter().number(1, REFUSED).text(3, sentence));
  }

  static ProtoWriter checkTx(String sentence) {
    return of(9, new ProtoWriter().number(1, REFUSED).text(3, sentence));
  }

  /**
   * A block is to last.
   *
   * @param retainHeight the engine may forget what is below
   */
  static ProtoWriter commit(long retainHeight) {
    return of(12, new ProtoWriter().number(3, retainHeight));
  }

  static ProtoWriter snapshots(List<LogSnapshot> offered) {
    ProtoWriter body = new ProtoWriter();
    for (LogSnapshot each : offered) {
      body.message(
          1,
          new ProtoWriter()
              .number(1, each.height())
              .number(2, LogSnapshot.FORMAT)
              .number(3, each.chunks())
              .bytes(4, each.root())
              .bytes(5, each.metadata()));
    }
    return of(13, body);
  }

  static ProtoWriter offered(SnapshotIntake.Offered answer) {
    return of(
        14,
        new ProtoWriter()
            .number(
                1,
                switch (answer) {
                  case ACCEPTED -> ACCEPT;
                  case REJECTED -> 3;
                  case UNKNOWN_FORMAT -> 4;
                  case SENDER_REJECTED -> 5;
                }));
  }

  /** A part of a snapshot; empty for one that is not there. */
  static ProtoWriter chunk(Bytes octets) {
    return of(15, new ProtoWriter().bytes(1, octets));
  }

  static ProtoWriter applied(SnapshotIntake.Applied answer) {
    return of(
        16,
        switch (answer) {
          case SnapshotIntake.Applied.Accepted _ -> new ProtoWriter().number(1, ACCEPT);
          case SnapshotIntake.Applied.Aborted _ -> new ProtoWriter().number(1, ABORT);
          case SnapshotIntake.Applied.Forged(long chunk, String sender) ->
              new ProtoWriter().number(1, RETRY).numbers(2, List.of(chunk)).text(3, sender);
        });
  }

  static ProtoWriter prepareProposal(List<Bytes> txs) {
    return of(17, transactions(txs));
  }

  static ProtoWriter processProposal(boolean accepted) {
    return of(18, verdict(accepted));
  }

  static ProtoWriter extendVote(Bytes extension) {
    return of(19, new ProtoWriter().bytes(1, extension));
  }

  static ProtoWriter verifyVoteExtension(boolean accepted) {
    return of(20, verdict(accepted));
  }

  /**
   * What a block led to.
   *
   * @param codes one for each transaction
   * @param updates validators whose weight is another from the second height after it on
   */
  static ProtoWriter finalizeBlock(
      List<Integer> codes, List<ValidatorPower> updates, Bytes appHash) {
    ProtoWriter body = new ProtoWriter();
    codes.forEach(code -> body.message(2, new ProtoWriter().number(1, code)));
    for (ValidatorPower update : updates) {
      ProtoWriter key = new ProtoWriter().bytes(1, update.publicKey());
      body.message(3, new ProtoWriter().message(1, key).number(2, update.power()));
    }
    return of(21, body.bytes(5, appHash));
  }

  static ProtoWriter insertTx(int code) {
    return of(22, new ProtoWriter().number(1, code));
  }

  static ProtoWriter reapTxs(List<Bytes> txs) {
    return of(23, transactions(txs));
  }

  private static ProtoWriter transactions(List<Bytes> txs) {
    ProtoWriter body = new ProtoWriter();
    txs.forEach(tx -> body.each(1, tx));
    return body;
  }

  private static ProtoWriter verdict(boolean accepted) {
    return new ProtoWriter().number(1, accepted ? ACCEPT : REJECT);
  }
}
