package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.cose.JdkSignatures;
import birthmark.finality.Finality;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.NoteKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** The witnesses that a reader names: whose cosignature makes a checkpoint final for it. */
final class Witnesses {
  private static final String WITNESS = "--witness";

  private Witnesses() {}

  /** Adds the option that names them. */
  static void addOption(CommandSpec spec) {
    CommonOptions.text(
        spec,
        true,
        WITNESS,
        "KEY",
        "A witness that you trust, as name+hash+key; several are parted by commas. What it cosigned"
            + " is called final.");
  }

  /** What the signatures under {@code checkpoint} make of it: committed or final. */
  static String status(Invocation invocation, OfflineVerifier trust, Note checkpoint)
      throws ClientException {
    return Finality.of(checkpoint, trust.sets(), of(invocation), new JdkSignatures())
        .name()
        .toLowerCase(Locale.ROOT);
  }

  /** Those that are named. */
  static List<NoteKey> of(Invocation invocation) throws ClientException {
    Optional<String> named = invocation.option(WITNESS);
    List<NoteKey> keys = new ArrayList<>();
    if (named.isEmpty()) {
      return keys;
    }
    for (String text : named.get().split(",", -1)) {
      try {
        NoteKey key = NoteKey.decode(text);
        if (key.kind() != NoteKey.Kind.COSIGNATURE_V1) {
          throw new NoteException("it is a log's key, not one that cosigns (kind 04)");
        }
        keys.add(key);
      } catch (NoteException e) {
        throw ClientException.usage(
                "'" + text + "' is not the key of a witness: " + e.sentence(),
                "Ask the witness for its key in the form name+hash+key (C2SP signed-note).")
            .because(e);
      }
    }
    return keys;
  }
}
