package birthmark.node.app;

import birthmark.node.upkeep.Folders;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a node keeps in its folder, in octets.
 *
 * @param ledger the ledger, what is looked up in it, and all else but what its engine keeps
 * @param engine its engine's blocks and state
 * @param writeAhead its engine's write-ahead log, which bounds itself
 */
public record KeptOctets(long ledger, long engine, long writeAhead) {
  /** What the node in {@code folder}, which may be running, keeps now. */
  public static KeptOctets in(Path folder) throws IOException {
    Path data = folder.resolve(Founding.ENGINE).resolve("data");
    long engine = Folders.octets(data);
    long writeAhead = Folders.octets(data.resolve("cs.wal"));
    return new KeptOctets(Folders.octets(folder) - engine, engine - writeAhead, writeAhead);
  }
}
