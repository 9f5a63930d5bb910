package birthmark.node.edge;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections the system lets this process have.
 *
 * <p>Each takes a file handle, and a web server that gets none for the next stops listening for
 * good. So it is never let come to that.
 */
final class FileHandles {
  /** For the ledger's files, the index, and what the program itself has open. */
  private static final long KEPT = 768;

  private static final long LEAST = 64;

  private FileHandles() {}

  /** {@code wanted}, or fewer where the system gives this process fewer handles. */
  static int atMost(int wanted) {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? (int) Math.min(wanted, Math.max(LEAST, unix.getMaxFileDescriptorCount() - KEPT))
        : wanted;
  }
}
