package birthmark.client.cli;

import birthmark.client.sdk.ClientException;

/** What a command does. */
interface Action {
  /**
   * Does it.
   *
   * @return the exit status, one of {@link ExitStatus}
   */
  int run(Invocation invocation) throws ClientException;
}
