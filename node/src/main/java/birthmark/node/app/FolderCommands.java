package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.node.index.IndexException;
import birthmark.node.store.StoreException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** The commands on a node's folder, by name. */
final class FolderCommands {
  private static final SequencedMap<String, FolderCommand> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("fsck", new FsckCommand());
    COMMANDS.put("backup", new BackupCommand());
    COMMANDS.put("restore", new RestoreCommand());
    COMMANDS.put("export", new ExportCommand());
    COMMANDS.put("import", new ImportCommand());
    COMMANDS.put("reindex", new ReindexCommand());
    COMMANDS.put("past", new PastCommand());
    COMMANDS.put("cluster", new ClusterCommand());
    COMMANDS.put("member", new MemberCommand());
    COMMANDS.put("genesis", new GenesisCommand());
    COMMANDS.put("join", new JoinCommand());
  }

  private FolderCommands() {}

  /** Their names, in the order in which one tells of them. */
  static SequencedSet<String> names() {
    return COMMANDS.sequencedKeySet();
  }

  /** The command with this name. */
  static Optional<FolderCommand> named(String name) {
    return Optional.ofNullable(COMMANDS.get(name));
  }

  /**
   * Runs a command; whatever stands in its way becomes a sentence.
   *
   * @param name what it is called
   * @param words the words behind its name
   * @return the exit status
   */
  static int run(
      String name, FolderCommand command, List<String> words, FolderCommand.Surroundings around) {
    if (words.contains("--help") || words.contains("-h")) {
      around.out().print(command.help());
      return FolderCommand.DONE;
    }
    PrintStream err = around.err();
    try {
      return command.run(Arguments.of(words, command.valued(), command.alone()), around);
    } catch (Arguments.UsageException e) {
      err.println("birthmark " + name + ": " + e.getMessage());
      err.println("See: birthmark " + name + " --help");
      return FolderCommand.USAGE;
    } catch (ClientException e) {
      err.println("birthmark " + name + ": " + e.what() + ". " + e.remedy());
    } catch (StoreException e) {
      err.println("birthmark " + name + ": " + e.sentence());
    } catch (IndexException | UncheckedIOException e) {
      err.println("birthmark " + name + ": " + e.getMessage());
    }
    return FolderCommand.LOCAL;
  }
}
