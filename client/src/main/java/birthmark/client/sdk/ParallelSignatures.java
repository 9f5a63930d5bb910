package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.KeyFault;
import birthmark.cose.Signatures;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A verifier that checks many signatures on all processors: a bundle is little else to check. */
public final class ParallelSignatures implements Signatures {
  private static final int THREADS_MAX = 16;

  /** The first test of RFC 8032 section 7.1: a key and its signature over nothing. */
  private static final CoseKey KEY =
      CoseKey.ed25519(
          Bytes.fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

  private static final Bytes SIGNATURE =
      Bytes.fromHex(
          "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
              + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");

  private final Signatures signatures;
  private final int threads;

  /**
   * A verifier by {@code signatures} on so many threads.
   *
   * @param threads one or more
   */
  ParallelSignatures(Signatures signatures, int threads) {
    this.signatures = signatures;
    this.threads = threads;
  }

  /** The JDK's verifier on all processors. */
  public static ParallelSignatures byJdk() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new ParallelSignatures(new JdkSignatures(), Math.min(THREADS_MAX, processors));
  }

  /**
   * Loads what the first check of a signature needs, which takes some tens of milliseconds, beside
   * what else a program does at its start.
   */
  public static void prepare() {
    Thread.ofPlatform()
        .daemon()
        .start(() -> new JdkSignatures().verify(Algorithm.ED25519, KEY, Bytes.EMPTY, SIGNATURE));
  }

  @Override
  public boolean verify(Algorithm algorithm, CoseKey key, Bytes signed, Bytes signature) {
    return signatures.verify(algorithm, key, signed, signature);
  }

  @Override
  public List<Boolean> verifyAll(List<Signed> all) {
    Boolean[] verified = new Boolean[all.size()];
    Arrays.fill(verified, false);
    AtomicInteger next = new AtomicInteger();
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement(); i < verified.length; i = next.getAndIncrement()) {
            Signed one = all.get(i);
            verified[i] =
                signatures.verify(one.algorithm(), one.key(), one.octets(), one.signature());
          }
        };
    Thread[] helpers = new Thread[Math.max(0, Math.min(threads, verified.length) - 1)];
    Arrays.setAll(helpers, _ -> Thread.ofPlatform().daemon().start(work));
    work.run();
    // What a helper leaves undone, because it died, has not been verified.
    for (Thread helper : helpers) {
      join(helper);
    }
    return List.of(verified);
  }

  private static void join(Thread helper) {
    boolean interrupted = false;
    while (true) {
      try {
        helper.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Optional<KeyFault> faultOf(CoseKey key) {
    return signatures.faultOf(key);
  }
}
