package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.json.Json;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What makes the command of one transaction handier than its components alone: more options, from
 * which components follow.
 */
interface Supplement {
  /** The paths of the components that need not be given. */
  List<List<String>> supplied();

  /** Adds its options. */
  void addOptions(CommandSpec spec);

  /**
   * The transaction's JSON with what follows from its options.
   *
   * @param typed the JSON of what was typed for components
   */
  Json.Obj supply(Invocation invocation, Json.Obj typed) throws ClientException;

  /** A transaction without one. */
  Supplement NONE =
      new Supplement() {
        @Override
        public List<List<String>> supplied() {
          return List.of();
        }

        @Override
        public void addOptions(CommandSpec spec) {}

        @Override
        public Json.Obj supply(Invocation invocation, Json.Obj typed) {
          return typed;
        }
      };
}
