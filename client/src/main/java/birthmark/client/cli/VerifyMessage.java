package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.messages.Address;
import birthmark.client.messages.MessageException;
import birthmark.client.messages.MessageProof;
import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.json.Json;

/** The check of one message between things, of a conversation that one of them committed to. */
final class VerifyMessage {
  private VerifyMessage() {}

  static int run(Invocation invocation, Genesis genesis, Bytes octets) throws ClientException {
    MessageProof.Shown shown;
    try {
      shown = MessageProof.decode(octets).verify(genesis);
    } catch (MessageException e) {
      throw ClientException.refused(
              e.sentence(), "Ask whoever showed it to you for the message with its proof.")
          .because(e);
    }
    Address address = shown.message().address();
    invocation.show(
        Json.object()
            .put("verified", true)
            .put("agreement", address.agreement().toString())
            .put("sender", address.sender().toString())
            .put("recipient", address.recipient().toString())
            .put("number", address.number())
            .put("sent", shown.message().sent().toString())
            .put("content", shown.message().content().hex())
            .put("committedBy", shown.by().toString())
            .put("ofMessages", shown.messages())
            .put("statement", shown.statement().hex())
            .build());
    return ExitStatus.DONE;
  }
}
