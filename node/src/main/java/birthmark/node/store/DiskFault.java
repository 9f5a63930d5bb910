package birthmark.node.store;

import birthmark.node.store.StoreException.Kind;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What RocksDB reports, as a sentence for the operator. */
final class DiskFault {
  private DiskFault() {}

  static StoreException of(Path folder, RocksDBException fault) {
    Status status = fault.getStatus();
    if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
      return full(folder, fault);
    }
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return new StoreException(
          Kind.DAMAGED,
          "What is stored in "
              + folder
              + " is damaged ("
              + fault.getMessage()
              + "). Stop the node and let birthmark fsck say what is lost; then restore it from a"
              + " backup or from another replica.",
          fault);
    }
    return of(folder, (Exception) fault);
  }

  /** The sentence for what the operating system said, which RocksDB passes on in words only. */
  static StoreException of(Path folder, Exception fault) {
    String message = String.valueOf(fault.getMessage());
    if (message.contains("No space left") || message.contains("Disk quota exceeded")) {
      return full(folder, fault);
    }
    if (message.contains("Read-only file system") || message.contains("Permission denied")) {
      return new StoreException(
          Kind.READ_ONLY,
          "The folder "
              + folder
              + " cannot be written to ("
              + message
              + "). Make it writable for the node's user; the node then goes on by itself.",
          fault);
    }
    if (message.contains("Too many open files")) {
      return new StoreException(
          Kind.NO_HANDLES,
          "The node may open no more files, so nothing can be stored. Raise the limit (ulimit -n)"
              + " to at least 4096 and start it again.",
          fault);
    }
    if (message.contains("/LOCK:")) {
      return inUse(folder);
    }
    return new StoreException(
        Kind.FAILED,
        "The disk that holds "
            + folder
            + " failed ("
            + message
            + "), so nothing can be stored. Look after the disk; the node tries again by itself.",
        fault);
  }

  static StoreException inUse(Path folder) {
    return new StoreException(
        Kind.IN_USE,
        "Another node runs on "
            + folder
            + ". Stop it first, or give this one a folder of its own.");
  }

  private static StoreException full(Path folder, Exception fault) {
    return new StoreException(
        Kind.FULL,
        "The disk that holds "
            + folder
            + " is full, so nothing can be stored. Free some space; the node then goes on by"
            + " itself.",
        fault);
  }
}
